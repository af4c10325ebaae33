using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.Workflows.Domain.Parameters;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>
/// The workflows of <c>comfy/workflows</c> against what ComfyUI says of its own nodes; <c>Data/core-nodes.json</c> is an
/// extract of its <c>/object_info</c> (0.33).
/// </summary>
public sealed class ShippedWorkflowsTests
{
    private static readonly JsonNode Nodes = JsonNode.Parse(
        File.ReadAllText(Path.Combine(Samples.RepositoryRoot(), "tests/ArtEngine.UnitTests/Workflows/Data/core-nodes.json")))!;

    private static readonly string Folder = Path.Combine(Samples.RepositoryRoot(), "comfy/workflows");

    private static readonly string[] Shipped = ["txt2img", "img2img", "flux-txt2img", "test-card"];

    public static TheoryData<string> Names => [.. Shipped];

    [Fact]
    public void These_are_shipped() =>
        Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ShouldBe(
            Shipped.SelectMany(name => (string[])[$"{name}.json", $"{name}.params.json"]).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_is_ready_with_every_parameter_described_and_nothing_pruned(string name)
    {
        var template = Load(name);
        template.Parameters.ShouldAllBe(spec => spec.Type != ParameterType.Untyped && spec.Title != null);
        template.NodeCount.ShouldBe(JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}.json")))!.AsObject().Count);
        template.Title.ShouldNotBeNull();
        template.Description.ShouldNotBeNull();
        template.Parameters.Where(spec => spec.IsRequired).Select(spec => spec.Name)
            .ShouldBe(name switch { "test-card" => [], "img2img" => ["image", "prompt"], _ => ["prompt"] });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_saves_under_the_id_of_its_job(string name)
    {
        var template = Load(name);
        var save = Render(template)[template.OutputNodeId]!;
        save["class_type"]!.GetValue<string>().ShouldBe("SaveImage");
        save["_meta"]!["title"]!.GetValue<string>().ShouldBe($"Save Image {template.OutputNodeId}");
        save["inputs"]!["filename_prefix"]!.GetValue<string>().ShouldBe($"artengine/{Samples.JobId}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_uses_core_nodes_with_the_inputs_they_have(string name)
    {
        foreach (var (id, node) in Render(Load(name)))
        {
            var classType = node!["class_type"]!.GetValue<string>();
            var known = Nodes[classType].ShouldNotBeNull($"{name}: node {id} has the unknown class {classType}")["inputs"]!.AsObject();
            var given = node["inputs"]!.AsObject().Select(input => input.Key).ToList();
            given.ShouldBeSubsetOf(known.Select(input => input.Key));
            known.Where(input => input.Value!["required"]!.GetValue<bool>()).Select(input => input.Key).ShouldBeSubsetOf(given);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_input_gets_a_value_that_its_node_takes(string name)
    {
        var graph = Render(Load(name));
        foreach (var (id, node) in graph)
        {
            foreach (var (input, value) in node!["inputs"]!.AsObject())
            {
                var rule = Nodes[node["class_type"]!.GetValue<string>()]!["inputs"]![input]!;
                Takes(graph, rule, value!).ShouldBeTrue($"{name}: node {id}, input {input}: {value}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_parameter_allows_what_its_node_refuses(string name)
    {
        var source = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}.json")))!.AsObject();
        foreach (var spec in Load(name).Parameters)
        {
            foreach (var (node, input) in source.SelectMany(
                node => node.Value!["inputs"]!.AsObject(), (node, input) => (node.Value!, input))
                .Where(pair => pair.input.Value!.ToJsonString() == $"\"{{{{{spec.Name}}}}}\""))
            {
                var rule = Nodes[node["class_type"]!.GetValue<string>()]!["inputs"]![input.Key]!;
                foreach (var value in ((IEnumerable<JsonElement?>)[spec.Minimum, spec.Maximum,
                    .. spec.Choices.Select(choice => (JsonElement?)choice)]).OfType<JsonElement>())
                {
                    Takes(source, rule, JsonValue.Create(value)!).ShouldBeTrue($"{name}: {spec.Name} = {value}");
                }
            }
        }
    }

    private static bool Takes(JsonObject graph, JsonNode rule, JsonNode value)
    {
        var type = rule["type"]!.GetValue<string>();
        return type switch
        {
            "INT" => value.GetValueKind() == JsonValueKind.Number && InRange(rule, value),
            "FLOAT" => value.GetValueKind() == JsonValueKind.Number && InRange(rule, value),
            "STRING" => value.GetValueKind() == JsonValueKind.String,
            "COMBO" => rule["choices"] is not JsonArray choices || choices.Any(choice => JsonNode.DeepEquals(choice, value)),
            _ => value is JsonArray link && type == TypeOf(graph, link),
        };
    }

    private static bool InRange(JsonNode rule, JsonNode value)
    {
        var number = decimal.Parse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture);
        return number >= rule["min"]!.GetValue<decimal>()
            && number <= rule["max"]!.GetValue<decimal>()
            && (rule["step"] is not { } step || number % step.GetValue<decimal>() == 0);
    }

    private static string TypeOf(JsonObject graph, JsonArray link) =>
        Nodes[graph[link[0]!.GetValue<string>()]!["class_type"]!.GetValue<string>()]!["outputs"]![link[1]!.GetValue<int>()]!.GetValue<string>();

    private static JsonObject Render(WorkflowTemplate template)
    {
        var example = ArtEngine.Workflows.Application.ParameterExample.Of(template);
        return JsonNode.Parse(template.Fill(example))!.AsObject();
    }

    private static WorkflowTemplate Load(string name) => WorkflowTemplate.Compile(
        name,
        File.ReadAllBytes(Path.Combine(Folder, $"{name}.json")),
        File.ReadAllBytes(Path.Combine(Folder, $"{name}.params.json")));
}
