using System.Text;
using System.Text.Json;
using ArtEngine.Workflows.Domain.Parameters;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.UnitTests.Workflows;

public sealed class ParameterTests
{
    private static WorkflowTemplate Typed(string spec) =>
        Samples.Compile(Samples.Graph("\"p\":\"{{p}}\""), $"{{\"parameters\":{{\"p\":{spec}}}}}");

    [Theory]
    [InlineData("{\"type\":\"string\"}", "\"\"")]
    [InlineData("{\"type\":\"string\",\"min_length\":2,\"max_length\":3}", "\"ab\"")]
    [InlineData("{\"type\":\"string\",\"max_length\":1}", "\"\\ud83d\\ude00\"")]
    [InlineData("{\"type\":\"string\",\"choices\":[\"a\",\"b\"]}", "\"\\u0062\"")]
    [InlineData("{\"type\":\"integer\"}", "18446744073709551615")]
    [InlineData("{\"type\":\"integer\"}", "-9223372036854775808")]
    [InlineData("{\"type\":\"integer\",\"minimum\":0,\"maximum\":18446744073709551614}", "18446744073709551614")]
    [InlineData("{\"type\":\"integer\",\"multiple_of\":8}", "-16")]
    [InlineData("{\"type\":\"integer\",\"choices\":[1,2]}", "2")]
    [InlineData("{\"type\":\"number\",\"minimum\":0.1,\"maximum\":0.3}", "0.3")]
    [InlineData("{\"type\":\"number\"}", "7")]
    [InlineData("{\"type\":\"number\"}", "1e300")]
    [InlineData("{\"type\":\"number\",\"multiple_of\":0.1}", "0.3")]
    [InlineData("{\"type\":\"number\",\"choices\":[0.5,1]}", "1.0")]
    [InlineData("{\"type\":\"boolean\"}", "false")]
    [InlineData("{\"type\":\"json\"}", "{\"a\":[null]}")]
    [InlineData("{}", "null")]
    [InlineData("{}", "[\"a\",\"b\"]")]
    public void A_value_within_the_limits_is_taken_as_it_is(string spec, string value) =>
        Typed(spec).Fill(("p", value)).ShouldBe(Samples.Graph($"\"p\":{value}"));

    [Theory]
    [InlineData("{\"type\":\"integer\",\"minimum\":1,\"maximum\":50}", "20.0", "20")]
    [InlineData("{\"type\":\"integer\"}", "2e1", "20")]
    [InlineData("{\"type\":\"integer\"}", "-1.50E+2", "-150")]
    [InlineData("{\"type\":\"integer\"}", "1200e-2", "12")]
    [InlineData("{\"type\":\"integer\"}", "0.000e99999999999", "0")]
    [InlineData("{\"type\":\"integer\"}", "0.1e1", "1")]
    [InlineData("{\"type\":\"integer\"}", "18446744073709551615.0", "18446744073709551615")]
    [InlineData("{\"type\":\"integer\"}", "\"18446744073709551615\"", "18446744073709551615")]
    [InlineData("{\"type\":\"integer\",\"minimum\":0}", "\"123\"", "123")]
    [InlineData("{\"type\":\"integer\",\"choices\":[1,2]}", "2.0", "2")]
    public void A_whole_number_is_whole_however_it_is_written(string spec, string value, string digits)
    {
        Typed(spec).Fill(("p", value)).ShouldBe(Samples.Graph($"\"p\":{digits}"));
        Typed(spec).Resolve(("p", value))["p"].GetRawText().ShouldBe(digits);
    }

    [Theory]
    [InlineData("{\"type\":\"string\"}", "7", "must be text, not a number.")]
    [InlineData("{\"type\":\"string\"}", "null", "must be text, not null.")]
    [InlineData("{\"type\":\"string\",\"min_length\":2}", "\"a\"", "must be text of at least 2 characters.")]
    [InlineData("{\"type\":\"string\",\"max_length\":2}", "\"abc\"", "must be text of at most 2 characters.")]
    [InlineData("{\"type\":\"string\",\"min_length\":1,\"max_length\":2}", "\"\"", "must be text of 1 to 2 characters.")]
    [InlineData("{\"type\":\"string\",\"choices\":[\"a\",\"b\"]}", "\"c\"", "must be one of \"a\", \"b\".")]
    [InlineData("{\"type\":\"image\"}", "[]", "must be the id of an uploaded picture, not a list.")]
    [InlineData("{\"type\":\"integer\",\"minimum\":1,\"maximum\":9}", "\"7\"", "must be an integer from 1 to 9, not text.")]
    [InlineData("{\"type\":\"integer\"}", "\"7.0\"", "must be an integer, not text.")]
    [InlineData("{\"type\":\"integer\"}", "\"\\ud800\"", "holds half of a surrogate pair.")]
    [InlineData("{\"type\":\"integer\"}", "1e99999999999999", "must be an integer, and any integer lies between")]
    [InlineData("{\"type\":\"integer\"}", "1e300", "must be an integer, and any integer lies between")]
    [InlineData("{\"type\":\"integer\"}", "1e-99999999999999", "must be an integer.")]
    [InlineData("{\"type\":\"integer\"}", "10.01e1", "must be an integer.")]
    [InlineData("{\"type\":\"integer\",\"minimum\":1,\"maximum\":9}", "1.5", "must be an integer from 1 to 9.")]
    [InlineData("{\"type\":\"integer\",\"minimum\":1,\"maximum\":9}", "9.000000000000000000000000000000000000001", "must be an integer from 1 to 9.")]
    [InlineData("{\"type\":\"integer\",\"minimum\":1,\"maximum\":9}", "10", "must be an integer from 1 to 9.")]
    [InlineData("{\"type\":\"integer\",\"minimum\":1}", "0", "must be an integer of at least 1.")]
    [InlineData("{\"type\":\"integer\",\"maximum\":18446744073709551614}", "18446744073709551615", "must be an integer of at most 18446744073709551614.")]
    [InlineData("{\"type\":\"integer\"}", "18446744073709551616",
        "must be an integer, and any integer lies between " +
        "-9223372036854775808 and 18446744073709551615.")]
    [InlineData("{\"type\":\"integer\"}", "-9223372036854775809", "must be an integer, and any integer lies between")]
    [InlineData("{\"type\":\"integer\"}", "999999999999999999999999999999999999999999999999", "must be an integer, and any integer lies between")]
    [InlineData("{\"type\":\"integer\",\"minimum\":0,\"maximum\":64,\"multiple_of\":8}", "9", "must be an integer from 0 to 64 that is a multiple of 8.")]
    [InlineData("{\"type\":\"number\"}", "true", "must be a number, not true or false.")]
    [InlineData("{\"type\":\"number\"}", "1e400", "must be a number.")]
    [InlineData("{\"type\":\"number\",\"minimum\":0.1}", "0.09999999999999999999", "must be a number of at least 0.1.")]
    [InlineData("{\"type\":\"number\",\"maximum\":5}", "1e300", "must be a number of at most 5.")]
    [InlineData("{\"type\":\"number\",\"multiple_of\":0.1}", "0.35", "must be a number that is a multiple of 0.1.")]
    [InlineData("{\"type\":\"boolean\"}", "\"true\"", "must be true or false, not text.")]
    [InlineData("{\"type\":\"boolean\"}", "1", "must be true or false, not a number.")]
    [InlineData("{}", "[\"4\",0]", "must not be a list of a text and a number: ComfyUI would read it as a link to another node.")]
    [InlineData("{\"type\":\"json\"}", "[\"4\",true]", "must not be a list of a text and a number")]
    [InlineData("{}", "\"\\ud83d\"", "holds half of a surrogate pair.")]
    [InlineData("{}", "{\"a\":[\"\\ude00\"]}", "holds half of a surrogate pair.")]
    public void A_value_beyond_them_is_refused_with_what_is_allowed(string spec, string value, string sentence)
    {
        var error = Typed(spec).Errors(("p", value)).ShouldHaveSingleItem();
        error.ShouldStartWith($"/parameters/p: \"p\" {sentence}");
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var template = Samples.Compile(
            Samples.Graph("\"a\":\"{{a}}\",\"b\":\"{{b}}\",\"c\":\"{{c}}\",\"d\":\"{{d}}\""),
            """{"parameters":{"b":{"type":"integer"},"c":{"type":"boolean"}}}""");
        template.Errors(("b", "\"x\""), ("x/~y", "1"), ("c", "true"), ("job_id", "1")).ShouldBe(
        [
            "/parameters/x~1~0y: \"x/~y\" is not a parameter of this workflow; it has \"b\", \"c\", \"a\", \"d\".",
            "/parameters/job_id: \"job_id\" is given by the system and cannot be set.",
            "/parameters/b: \"b\" must be an integer, not text.",
            "/parameters/a: \"a\" is missing; it must be any JSON value.",
            "/parameters/d: \"d\" is missing; it must be any JSON value.",
        ]);
    }

    [Theory]
    [InlineData("user_id")]
    [InlineData("job_id")]
    [InlineData("output_node_id")]
    public void What_the_system_gives_cannot_be_given(string name)
    {
        var template = Samples.Compile(Samples.Graph("\"u\":\"{{user_id}}\",\"j\":\"{{job_id}}\",\"o\":\"{{output_node_id}}\""));
        template.Errors((name, "\"me\"")).ShouldHaveSingleItem()
            .ShouldBe($"/parameters/{name}: \"{name}\" is given by the system and cannot be set.");
    }

    [Theory]
    [InlineData("promt", "\"prompt\"")]
    [InlineData("Prompt", "\"prompt\"")]
    [InlineData("negative-prompt", "\"negative_prompt\"")]
    public void A_mistyped_name_is_answered_with_what_was_meant(string name, string meant)
    {
        var template = Samples.Compile(
            Samples.Graph("\"a\":\"{{prompt}}\",\"b\":\"{{negative_prompt}}\""),
            """{"parameters":{"prompt":{"default":""},"negative_prompt":{"default":""}}}""");
        template.Errors((name, "1")).ShouldHaveSingleItem().ShouldEndWith($" Did you mean {meant}?");
    }

    [Fact]
    public void A_default_is_used_only_when_nothing_is_given()
    {
        var template = Typed("{\"type\":\"number\",\"default\":7.0}");
        template.Fill().ShouldBe(Samples.Graph("\"p\":7.0"));
        template.Resolve()["p"].GetRawText().ShouldBe("7.0");
        template.Fill(("p", "3")).ShouldBe(Samples.Graph("\"p\":3"));
        template.Errors(("p", "null")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(100_000, true)]
    [InlineData(100_001, false)]
    public void A_text_has_at_most_100000_characters_however_they_are_written(int length, bool isAllowed)
    {
        foreach (var letter in (string[])["a", "é", "\\u0061", "\\n"])
        {
            var value = $"\"{string.Concat(Enumerable.Repeat(letter, length))}\"";
            (Sentence(Typed("{}"), value) is null).ShouldBe(isAllowed, letter);
        }
    }

    [Fact]
    public void A_text_far_beyond_the_limit_is_refused_too() =>
        Sentence(Typed("{}"), $"\"{new string('a', 700_000)}\"").ShouldBe("\"p\" must be at most 100000 characters long (the operator's setting Workflows:MaxValueLength).");

    [Theory]
    [InlineData(61, true)]
    [InlineData(62, false)]
    public void A_value_is_nested_only_so_deep_that_the_graph_stays_within_its_limit(int lists, bool isAllowed)
    {
        var value = new string('[', lists) + new string(']', lists);
        (Sentence(Typed("{}"), value) is null).ShouldBe(isAllowed);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        using var request = JsonDocument.Parse((byte[])[(byte)'"', 0xC3, 0x28, (byte)'"']);
        var template = Typed("{}");
        ParameterCheck.Fault(template.Parameters[0], request.RootElement, 100, 10).ShouldBe("is not valid Unicode text.");
    }

    [Fact]
    public void A_missing_JSON_value_is_refused() =>
        ParameterCheck.Fault(Typed("{}").Parameters[0], default, 100, 10).ShouldBe("has no value.");

    private static string? Sentence(WorkflowTemplate template, string value)
    {
        try
        {
            var graph = template.Fill(new Dictionary<string, JsonElement> { ["p"] = Parse(value) });
            JsonElement.Parse(Encoding.UTF8.GetBytes(graph));
            return null;
        }
        catch (ArtEngine.BuildingBlocks.AppException error)
        {
            return error.Errors.Single().Detail;
        }
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1_000 });
        return document.RootElement.Clone();
    }
}
