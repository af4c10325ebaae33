using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Workflows;

/// <summary>Fifty graphs go through the service to a server that knows every class.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class WildGraphTests : IAsyncLifetime, IDisposable
{
    private static readonly HashSet<string> Outputs =
    [
        "SaveImage", "PreviewImage", "VHS_VideoCombine", "SaveVideo", "SaveAudioMP3", "SaveGLB", "Image Save", "ShowText|pysssss",
    ];

    private readonly TempFolder _workflows = new(onRealServers: false);
    private StubComfyUi _server = null!;
    private Service _service = null!;

    public async Task InitializeAsync()
    {
        foreach (var graph in WildGraphs.All)
        {
            await File.WriteAllTextAsync(Path.Combine(_workflows.Path, $"{graph.Name}.json"), graph.Json);
            await File.WriteAllTextAsync(Path.Combine(_workflows.Path, $"{graph.Name}.params.json"), Bound(graph));
        }

        _server = await StubComfyUi.StartAsync();
        foreach (var ofClass in WildGraphs.All.SelectMany(graph => graph.Nodes).GroupBy(node => node.ClassType))
        {
            _server.Descriptions[ofClass.Key] = Describe(ofClass.Key, ofClass.SelectMany(node => node.Inputs));
        }

        _service = await Service.StartAsync(
            settings: [$"--ComfyUi:Servers:0:Url={_server.Address}", $"--Workflows:Path={_workflows.Path}"]);
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _server.DisposeAsync();
    }

    public void Dispose() => _workflows.Dispose();

    [Fact]
    public async Task Each_is_ready_typed_and_arrives_digit_for_digit()
    {
        WildGraphs.All.Count.ShouldBe(50);
        (WildGraphs.All.Min(graph => graph.NodeCount), WildGraphs.All.Max(graph => graph.NodeCount)).ShouldBe((2, 300));
        var list = (await _service.GetAsync("/workflows")).GetProperty("workflows").EnumerateArray().ToList();
        list.Select(one => $"{one.Text("name")} {one.Text("status")}").ShouldBe(WildGraphs.All.Select(graph => $"{graph.Name} ready"));

        foreach (var graph in WildGraphs.All)
        {
            var details = await _service.GetAsync($"/workflows/{Uri.EscapeDataString(graph.Name)}");
            (details.Text("name"), details.Text("output_node_id")).ShouldBe((graph.Name, graph.Output));
            ShouldBeTyped(details.GetProperty("parameters").GetProperty("properties"), graph);

            _server.Outputs = $$$"""{"{{{graph.Output}}}":{"images":[{"filename":"a.png","subfolder":"","type":"output"}]}}""";
            var job = await _service.Client.SubmitAsync(new { workflow_name = graph.Name });
            (await _service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded", graph.Name);
            ShouldHaveArrived(graph, _server.Prompts.Last());
        }
    }

    /// <summary>Each value of the graph is a parameter.</summary>
    private static string Bound(WildGraph graph) => JsonSerializer.Serialize(new
    {
        parameters = Values(graph).ToDictionary(
            value => value.Parameter, value => new { bind = new { node = value.NodeId, input = value.Input } }),
    });

    private static IEnumerable<(string Parameter, string NodeId, string Input, string Json)> Values(WildGraph graph) =>
        graph.Nodes.SelectMany((node, number) => node.Inputs.Where(input => !input.Json.StartsWith('['))
            .Select(input => ($"p{number}-{input.Name}", node.Id, input.Name, input.Json)));

    private static void ShouldBeTyped(JsonElement properties, WildGraph graph)
    {
        foreach (var (parameter, _, input, json) in Values(graph))
        {
            var property = properties.GetProperty(parameter);
            var (standard, written) = (property.GetProperty("default"), JsonElement.Parse(json));
            (written.ValueKind == JsonValueKind.String ? standard.GetString() : standard.GetRawText())
                .ShouldBe(written.ValueKind == JsonValueKind.String ? written.GetString() : json);
            TypeOf(property).ShouldBe(KindOf(input, json) switch
            {
                "INT" => "integer",
                "FLOAT" => "number",
                "BOOLEAN" => "boolean",
                _ => "string",
            }, $"{graph.Name} {parameter}");
        }
    }

    private static string? TypeOf(JsonElement property) =>
        property.GetProperty("type") is { ValueKind: JsonValueKind.Array } types ? types[0].GetString() : property.Text("type");

    private static void ShouldHaveArrived(WildGraph graph, string body)
    {
        var sent = JsonElement.Parse(body).GetProperty("prompt");
        sent.EnumerateObject().Count().ShouldBe(graph.NodeCount, graph.Name);
        foreach (var (id, classType, inputs) in graph.Nodes)
        {
            var node = sent.GetProperty(id);
            node.Text("class_type").ShouldBe(classType);
            node.GetProperty("inputs").EnumerateObject().Count().ShouldBe(inputs.Length);
            foreach (var (input, json) in inputs)
            {
                var (value, expected) = (node.GetProperty("inputs").GetProperty(input), JsonElement.Parse(json));
                if (input == "filename_prefix")
                {
                    // The job's id goes behind it.
                    value.GetString()!.ShouldStartWith(expected.GetString()!);
                }
                else if (expected.ValueKind == JsonValueKind.String)
                {
                    value.GetString().ShouldBe(expected.GetString());
                }
                else
                {
                    value.GetRawText().Replace(" ", "", StringComparison.Ordinal)
                        .ShouldBe(json.Replace(" ", "", StringComparison.Ordinal), $"{graph.Name} {id} {input}");
                }
            }
        }
    }

    /// <summary>What <c>object_info</c> would say of a class that has these inputs.</summary>
    private static string Describe(string classType, IEnumerable<(string Name, string Json)> inputs)
    {
        var required = inputs.GroupBy(input => input.Name).Select(same =>
            $"\"{same.Key}\":{SpecOf(same.Key, [.. same.Select(input => input.Json).Distinct()])}");
        var isOutput = Outputs.Contains(classType) ? "true" : "false";
        return $$$"""{"input":{"required":{{{{string.Join(",", required)}}}}},"output":["*","*","*"],"output_node":{{{isOutput}}}}""";
    }

    private static string SpecOf(string input, string[] values) => KindOf(input, values[0]) switch
    {
        "COMBO" => $"[[{string.Join(",", values)}]]",
        var kind => $"[\"{kind}\",{{}}]",
    };

    private static string KindOf(string input, string json) => json[0] switch
    {
        '[' => "*",
        '"' when json.Contains(".safetensors", StringComparison.Ordinal) => "COMBO",
        '"' => "STRING",
        't' or 'f' => "BOOLEAN",
        _ => input is "cfg" or "guidance" or "strength_model" or "strength_clip" or "strength" or "scale_by" or "shift" or "fps" or "seconds"
            or "denoise" or "threshold" or "lyrics_strength" or "start_percent" or "end_percent" ? "FLOAT" : "INT",
    };
}
