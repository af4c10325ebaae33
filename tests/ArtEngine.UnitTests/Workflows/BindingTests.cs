using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.Workflows.Domain.Templates;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>Parameters that set inputs of a file without a placeholder in it.</summary>
public sealed class BindingTests
{
    private const string Graph = """
        {
          "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat", "clip": ["4", 1]}, "_meta": {"title": "Positive"}},
          "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
          "57:58:3": {"class_type": "KSampler", "inputs": {"seed": 18446744073709551615, "cfg": 7.50, "steps": 20, "sized": {"w": 1},
            "positive": ["6", 0], "tagged": "{{tag}}"}, "_meta": {"title": "Sampler"}},
          "9": {"class_type": "SaveImage", "inputs": {"images": ["57:58:3", 0]}, "_meta": {"title": "Twin"}},
          "10": {"class_type": "SaveImage", "inputs": {"images": ["57:58:3", 0]}, "_meta": {"title": "Twin"}}
        }
        """;

    [Fact]
    public void A_bound_input_takes_a_value_and_keeps_its_own_when_none_is_given()
    {
        var template = Compile("""
            "prompt": {"bind": {"node": "6", "input": "text"}}, "seed": {"bind": {"node": "Sampler", "input": "seed"}, "type": "integer"},
            "cfg": {"bind": [{"node": "57:58:3", "input": "cfg"}]}, "tag": {"default": "t"}
            """);
        template.Fill().ShouldBe(Graph.Replace("{{tag}}", "t", StringComparison.Ordinal));
        template.Fill(("prompt", "\"a \\\"dog\\\"\""), ("seed", "18446744073709551614"), ("cfg", "8"), ("tag", "\"u\"")).ShouldBe(
            Graph.Replace("\"a cat\"", "\"a \\\"dog\\\"\"", StringComparison.Ordinal).Replace("551615", "551614", StringComparison.Ordinal)
                .Replace("7.50", "8", StringComparison.Ordinal).Replace("{{tag}}", "u", StringComparison.Ordinal));
        template.Parameters.Single(spec => spec.Name == "prompt").Default!.Value.GetString().ShouldBe("a cat");
    }

    [Fact]
    public void The_parameter_file_may_say_otherwise()
    {
        const string Bound = """
            "bind": {"node": "57:58:3", "input": "steps"}, "type": "integer"
            """;
        Compile($$"""{{Tag}}, "p": { {{Bound}}, "default": 4}""").Fill().ShouldContain("\"steps\": 4,");
        Compile($$"""{{Tag}}, "p": { {{Bound}}, "required": true}""").Errors().ShouldHaveSingleItem().ShouldContain("is missing");
        Compile($$"""{{Tag}}, "p": { {{Bound}}, "randomize": true}""").Resolve()["p"].GetUInt64().ShouldNotBe(20UL);
        Reason($$"""{{Tag}}, "p": { {{Bound}}, "maximum": 10}""").ShouldBe("Parameter \"p\": its value in the graph must be an integer of at most 10.");
    }

    [Theory]
    [InlineData("""{"node":"7","input":"text"}""", "Parameter \"p\": no node that is sent has the id or the title \"7\".")]
    [InlineData("""{"node":"Positiv","input":"text"}""", "Did you mean \"Positive\"?")]
    [InlineData("""{"node":"Twin","input":"images"}""", "Parameter \"p\": 2 nodes have the title \"Twin\"; give one of them another title, or write an id.")]
    [InlineData("""{"node":"6","input":"txt"}""", "Parameter \"p\": Node \"6\" (CLIPTextEncode) has no input \"txt\". Did you mean \"text\"?")]
    [InlineData("""{"node":"6","input":"clip"}""", "is linked to another node; only values can be bound.")]
    [InlineData("""{"node":"57:58:3","input":"tagged"}""", "holds the placeholder {{tag}} already.")]
    [InlineData("""[{"node":"6","input":"text"},{"node":"Positive","input":"text"}]""", "is bound to \"p\" already.")]
    [InlineData("""{"node":"6"}""", "\"bind\" must be {\"node\": \"6\", \"input\": \"text\"}")]
    [InlineData("""["6"]""", "\"bind\" must be")]
    [InlineData("""{"node":"6","inputs":"text"}""", "\"inputs\" is not known here. Did you mean \"input\"?")]
    public void What_cannot_be_bound_is_refused_with_the_reason(string binding, string sentence) =>
        Reason($"{Tag}, \"p\": {{\"bind\": {binding}}}").ShouldContain(sentence);

    [Fact]
    public void For_any_graph_and_values_filling_changes_what_is_bound_and_nothing_else()
    {
        var value = Gen.Elements(
            "0", "1.0", "-0", "1E-7", "18446744073709551615", "true", "\"\"", "\"é\\n\\\"{{\"", "\"\\u00e9\"", "[1,[\"a\"]]", "{\"a\":{\"b\":[]}}");
        var inputs = value.Zip(ArbMap.Default.GeneratorFor<bool>()).NonEmptyListOf();
        Prop.ForAll(inputs.Zip(value).ToArbitrary(), pair =>
        {
            var (all, given) = (pair.Item1.ToList(), pair.Item2);
            var bound = all.Index().Where(one => one.Item.Item2).Select(one => $"\"p{one.Index}\":{{\"type\":\"json\",\"bind\":{{\"node\":\"1\",\"input\":\"i{one.Index}\"}}}}");
            var template = Samples.Compile(Graph(_ => null), $"{{\"parameters\":{{{string.Join(",", bound)}}}}}");
            return template.Fill() == Graph(_ => null)
                && template.Fill([.. template.Parameters.Select(spec => (spec.Name, given))]) == Graph(isBound => isBound ? given : null);

            string Graph(Func<bool, string?> other) => Samples.Graph(
                string.Join(" ,\n", all.Select((one, i) => $"\"i{i}\" : {other(one.Item2) ?? one.Item1}")));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_value_breaks_out_of_its_place()
    {
        var template = Compile("""{{TAG}}, "p": {"bind": {"node": "6", "input": "text"}}""".Replace("{{TAG}}", Tag, StringComparison.Ordinal));
        Prop.ForAll<string>(text =>
        {
            var given = JsonSerializer.SerializeToElement(text ?? "");
            var graph = JsonNode.Parse(template.Fill(new Dictionary<string, JsonElement> { ["p"] = given }))!;
            var expected = JsonNode.Parse(Graph.Replace("{{tag}}", "t", StringComparison.Ordinal))!;
            expected["6"]!["inputs"]!["text"] = given.GetString();
            return JsonNode.DeepEquals(graph, expected);
        }).QuickCheckThrowOnFailure();
    }

    private const string Tag = "\"tag\": {\"default\": \"t\"}";

    private static WorkflowTemplate Compile(string parameters) => WorkflowTemplate.Compile(
        "x", Encoding.UTF8.GetBytes(Graph), Encoding.UTF8.GetBytes($"{{\"parameters\":{{{parameters}}}}}"));

    private static string Reason(string parameters) => Samples.Reason(Graph, $"{{\"parameters\":{{{parameters}}}}}");
}
