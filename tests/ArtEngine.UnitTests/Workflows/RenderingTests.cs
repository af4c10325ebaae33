using System.Text;
using System.Text.Json;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.UnitTests.Workflows;

public sealed class RenderingTests
{
    [Theory]
    [InlineData("7", "7")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("1.0", "1.0")]
    [InlineData("1e3", "1e3")]
    [InlineData("-0.50", "-0.50")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    [InlineData("\"a \\\"b\\\" \\u00e9\"", "\"a \\\"b\\\" \\u00e9\"")]
    [InlineData("[1, 2, 3]", "[1, 2, 3]")]
    [InlineData("{\"a\": [ ]}", "{\"a\": [ ]}")]
    public void A_value_that_is_only_a_placeholder_becomes_the_JSON_given(string given, string expected) =>
        Samples.Compile(Samples.Graph("\"x\":\"{{x}}\",\"y\":1")).Fill(("x", given))
            .ShouldBe(Samples.Graph($"\"x\":{expected},\"y\":1"));

    [Theory]
    [InlineData("\"b\"", "abc")]
    [InlineData("\"\\\"\\\\\\n\\u0000\"", "a\"\\\n\0c")]
    [InlineData("\"\\ud83d\\ude00 Grüße </script>\"", "a\U0001F600 Grüße </script>c")]
    [InlineData("18446744073709551615", "a18446744073709551615c")]
    [InlineData("1.50", "a1.50c")]
    [InlineData("false", "afalsec")]
    [InlineData("null", "anullc")]
    [InlineData("{\"k\": \"v\"}", "a{\"k\": \"v\"}c")]
    public void Inside_a_longer_text_the_text_form_is_inserted(string given, string expected)
    {
        var graph = Samples.Compile(Samples.Graph("\"x\":\"a{{x}}c\"")).Fill(("x", given));
        Samples.Input(graph, "x")!.GetValue<string>().ShouldBe(expected);
    }

    [Theory]
    [InlineData("{{ x }}")]
    [InlineData("{{x  }}")]
    [InlineData("{{  x}}")]
    public void Spaces_inside_the_braces_do_no_harm(string placeholder) =>
        Samples.Compile(Samples.Graph($"\"x\":\"{placeholder}\"")).Fill(("x", "5")).ShouldBe(Samples.Graph("\"x\":5"));

    [Theory]
    [InlineData("{{}}")]
    [InlineData("{{ }}")]
    [InlineData("{{a b}}")]
    [InlineData("{{a.b}}")]
    [InlineData("{a}")]
    [InlineData("{{a}")]
    [InlineData("{ {a}}")]
    [InlineData("{{a|b}|{c}}")]
    [InlineData("{{\\ta}}")]
    [InlineData("\\u007b\\u007ba}}")]
    [InlineData("{{")]
    [InlineData("{{{{")]
    public void What_only_looks_like_a_placeholder_is_left_alone(string text)
    {
        var template = Samples.Compile(Samples.Graph($"\"x\":\"{text}\""));
        template.Parameters.ShouldBeEmpty();
        template.Fill().ShouldBe(Samples.Graph($"\"x\":\"{text}\""));
    }

    [Theory]
    [InlineData("{{{a}}}", "{5}")]
    [InlineData("{{{{a}}}}", "{{5}}")]
    [InlineData("{{a}}{{a}}", "55")]
    [InlineData(" {{a}}", " 5")]
    [InlineData("\\\\{{a}}\\\"", "\\\\5\\\"")]
    [InlineData("{{b c}} {{a}}", "{{b c}} 5")]
    public void A_placeholder_is_found_among_other_braces(string text, string expected) =>
        Samples.Compile(Samples.Graph($"\"x\":\"{text}\"")).Fill(("a", "5")).ShouldBe(Samples.Graph($"\"x\":\"{expected}\""));

    [Fact]
    public void Keys_are_never_replaced() =>
        Samples.Compile("""{"{{a}}":{"class_type":"SaveImage","inputs":{"{{b}}":"{{c}}"},"{{d}}":0}}""").Fill(("c", "1"))
            .ShouldBe("""{"{{a}}":{"class_type":"SaveImage","inputs":{"{{b}}":1},"{{d}}":0}}""");

    [Fact]
    public void Inserted_text_is_not_searched_for_placeholders() =>
        Samples.Compile(Samples.Graph("\"a\":\"{{a}}\",\"b\":\"-{{b}}\"")).Fill(("a", "\"{{b}}\""), ("b", "\"{{user_id}}\""))
            .ShouldBe(Samples.Graph("\"a\":\"{{b}}\",\"b\":\"-{{user_id}}\""));

    [Fact]
    public void Everything_that_is_no_placeholder_stays_byte_for_byte()
    {
        const string File =
            "\r\n\t{ \"9\" :{\"inputs\":{\"z\":18446744073709551615 ,\"a\": " +
            "1.0,\"e\":1E+2,\"u\":\"\\u00e9\\/é\U0001F600\\ud83d\\ude00\",\n"
            + "\"p\":\"{{p}}\", \"n\":-0,\"l\":[ \"x\" , [ ] ],\"o\":{ }},\"class_type\":\"Save\\u0049mage\"} \n}  \n";
        Samples.Compile(File).Fill(("p", "3")).ShouldBe(File.Replace("\"{{p}}\"", "3", StringComparison.Ordinal));
    }

    [Fact]
    public void A_byte_order_mark_is_not_sent()
    {
        var graph = Samples.Graph("\"x\":1");
        WorkflowTemplate.Compile("sample", (byte[])[0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(graph)]).Fill().ShouldBe(graph);
    }

    [Fact]
    public void The_system_fills_in_its_own_placeholders()
    {
        var template = Samples.Compile(
            """{"7":{"class_type":"Other","inputs":{"u":"{{user_id}}","p":"artengine/{{ job_id }}"},"_meta":{"title":"Save {{output_node_id}}"}}}""");
        template.Parameters.ShouldBeEmpty();
        template.OutputNodeId.ShouldBe("7");
        template.Fill().ShouldBe(
            """{"7":{"class_type":"Other","inputs":{"u":"11111111-2222-3333-4444-555555555555","p":"artengine/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"},"_meta":{"title":"Save 7"}}}""");
    }

    [Fact]
    public void The_output_node_is_the_first_that_is_marked_else_the_first_SaveImage()
    {
        const string Save = "\"class_type\":\"SaveImage\",\"inputs\":{}";
        const string Marked = Save + ",\"_meta\":{\"title\":\"x{{ output_node_id }}y\"}";
        Samples.Compile("{\"1\":{" + Save + "},\"2\":{" + Marked + "},\"3\":{" + Marked + "}}").OutputNodeId.ShouldBe("2");
        Samples.Compile("{\"b\":{\"class_type\":\"PreviewImage\",\"inputs\":{}},\"a\":{" + Save + "},\"1\":{" + Save + "}}")
            .OutputNodeId.ShouldBe("a");
    }

    [Fact]
    public void A_graph_that_grows_beyond_its_limit_is_not_built()
    {
        var template = Samples.Compile(Samples.Graph("\"a\":\"{{a}}{{a}}{{a}}\""), limits: new WorkflowLimits(GraphBytes: 3_000));
        template.Render(Samples.Values(("a", $"\"{new string('x', 900)}\"")), Guid.Empty, Guid.Empty).ShouldNotBeNull();
        template.Render(Samples.Values(("a", $"\"{new string('x', 1_000)}\"")), Guid.Empty, Guid.Empty).ShouldBeNull();
    }

    [Fact]
    public async Task One_template_serves_many_callers_at_once()
    {
        var template = Samples.Compile(Samples.Graph("\"a\":\"{{a}}\",\"b\":\"<{{a}}>\""));
        var graphs = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => template.Fill(("a", $"{i}")))));
        graphs.ShouldBe(Enumerable.Range(0, 500).Select(i => Samples.Graph($"\"a\":{i},\"b\":\"<{i}>\"")));
    }

    [Fact]
    public void Values_survive_the_request_they_came_with()
    {
        var template = Samples.Compile(Samples.Graph("\"a\":\"{{a}}\""));
        Dictionary<string, JsonElement> resolved;
        using (var request = JsonDocument.Parse("{\"a\":[1]}"))
        {
            var given = new Dictionary<string, JsonElement> { ["a"] = request.RootElement.GetProperty("a") };
            resolved = ArtEngine.Workflows.Domain.Templates.ParameterValues.Resolve(template, given, new(Random.Shared));
        }

        resolved["a"].GetRawText().ShouldBe("[1]");
    }
}
