using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Editor;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>Files of ComfyUI's editor, each beside what the editor exports of it.</summary>
public sealed class EditorFileTests
{
    private static readonly string Folder = Path.Combine(
        Samples.RepositoryRoot(), "tests", "ArtEngine.UnitTests", "Workflows", "Data", "editor");

    private static readonly Dictionary<string, NodeClass> Classes = KnownNodes.Read(Read("object_info"));

    [Theory]
    [InlineData("plain")]
    [InlineData("drawn")]
    [InlineData("subgraphs")]
    [InlineData("packs")]
    public void A_file_of_the_editor_becomes_what_the_editor_exports(string name)
    {
        var graph = JsonNode.Parse(Convert(Read($"{name}.editor")));
        JsonNode.DeepEquals(graph, JsonNode.Parse(Read($"{name}.api"))).ShouldBeTrue(graph!.ToJsonString());
    }

    [Fact]
    public async Task It_is_a_workflow_as_any_other_once_a_server_is_known()
    {
        using var files = new TemporaryCatalog();
        files.Write("a.json", Read("plain.editor"));
        files.Write("a.params.json", """{"parameters":{"animal":{"type":"string"},"steps":{"bind":{"node":"KSampler","input":"steps"}}}}""");
        (await files.Catalog.FindAsync("a", default))!.Reason!.ShouldStartWith("It is a file of ComfyUI's editor. It can be used as soon as");

        var entry = await new LiveCatalog(files.Catalog, new KnownNodes(Read("object_info"))).FindAsync("a", default);
        var filled = JsonNode.Parse(entry!.Template!.Fill(("animal", "\"dog\""), ("steps", "3")))!;
        (filled["6"]!["inputs"]!["text"]!.GetValue<string>(), filled["3"]!["inputs"]!["steps"]!.GetValue<int>()).ShouldBe(("a dog, é", 3));
        entry.Template!.OutputNodeId.ShouldBe("9");
    }

    [Fact]
    public async Task It_is_kept_with_the_graph_that_was_made_of_it()
    {
        using var files = new TemporaryCatalog();
        files.Write("a.json", Read("plain.editor"));
        var kept = new MemoryTemplates();
        var templates = MemoryTemplates.Over(new LiveCatalog(files.Catalog, new KnownNodes(Read("object_info"))), kept);
        var found = await templates.RequireAsync("a", null, isKept: true, default);
        using var editors = new EditorFiles(kept);
        Encoding.UTF8.GetString(await editors.FindAsync(found.Key!, default)).ShouldBe(Read("plain.editor").Trim('\uFEFF'));
        JsonNode.DeepEquals(
            JsonNode.Parse(Encoding.UTF8.GetString(kept.All[found.Key!].Graph)), JsonNode.Parse(Read("plain.api"))).ShouldBeTrue();
    }

    [Fact]
    public void What_cannot_be_converted_is_told_node_by_node()
    {
        var file = Read("plain.editor").Replace("\"EmptyLatentImage\"", "\"Unheard\"", StringComparison.Ordinal)
            .Replace("\"randomize\"", "\"sometimes\"", StringComparison.Ordinal);
        var reason = Should.Throw<BrokenWorkflowException>(() => Convert(file)).Message;
        reason.ShouldContain("Node \"5\" (Unheard): no ComfyUI server has said that it has this class: install it, or try again when the servers answer.");
        reason.ShouldContain("Node \"3\" (KSampler): its values do not fit its inputs: \"steps\" cannot be \"sometimes\".");
    }

    [Theory]
    [InlineData("""{"nodes":[],"links":[]}""")]
    [InlineData("""{"nodes":[7,{},{"id":null,"type":[]}],"links":[7,[],[1],{}]}""")]
    [InlineData("""{"nodes":[{"id":1,"type":"Reroute","inputs":[{"link":1}]},{"id":2,"type":"SaveImage","inputs":[{"name":"images","link":2}]}],"links":[[1,1,0,1,0,"*"],[2,1,0,2,0,"*"]]}""")]
    [InlineData("""{"nodes":[{"id":1,"type":"x"}],"links":[],"definitions":{"subgraphs":[{"id":"x","nodes":[{"id":1,"type":"x"}],"links":[]}]}}""")]
    [InlineData("""{"nodes":[{"id":1,"type":"SaveImage","inputs":[{"name":"images","link":9}],"widgets_values":[1,2,3,4,5]}],"links":[]}""")]
    [InlineData("""{"nodes":[{"id":1,"type":"g"}],"links":[],"definitions":{"subgraphs":[{"id":"g","inputs":[{"name":"a"}],"nodes":[{"id":1,"type":"SaveImage","inputs":[{"name":"images","link":1}],"widgets_values":["x"]}],"links":[{"id":1,"origin_id":-10,"origin_slot":-1,"target_id":1,"target_slot":0}]}]}}""")]
    public void A_file_that_makes_no_sense_ends_in_a_graph_or_a_sentence(string file)
    {
        try
        {
            JsonNode.Parse(Convert(file)).ShouldNotBeNull();
        }
        catch (BrokenWorkflowException broken)
        {
            broken.Message.ShouldEndWith(".");
        }
    }

    [Fact]
    public async Task Halves_of_surrogate_pairs_break_a_file_and_nothing_else()
    {
        using var files = new TemporaryCatalog();
        files.Write("a.json", "{\"nodes\":[{\"id\":1,\"type\":\"\\ud800\"}],\"links\":[]}");
        files.Write("b.json", Read("plain.editor").Replace("\"Positive\"", "\"\\udfff\"", StringComparison.Ordinal));
        foreach (var entry in await new LiveCatalog(files.Catalog, new KnownNodes(Read("object_info"))).ListAsync(default))
        {
            entry.Reason.ShouldBe("It holds text that is not valid Unicode.");
        }
    }

    [Fact]
    public void Subgraphs_that_hold_others_twice_and_nothing_in_the_end_are_refused_at_once()
    {
        var levels = Enumerable.Range(0, 31).Select(level =>
            $$$"""{"id":"g{{{level}}}","nodes":[{"id":1,"type":"g{{{level + 1}}}"},{"id":2,"type":"g{{{level + 1}}}"}],"links":[]}""");
        var file = $$$"""
            {"nodes":[{"id":1,"type":"g0"}],"links":[],
             "definitions":{"subgraphs":[{{{string.Join(',', levels)}}},{"id":"g31","nodes":[],"links":[]}]}}
            """;
        Should.Throw<BrokenWorkflowException>(() => Convert(file)).Message.ShouldContain("more than 2000 nodes");
    }

    [Fact]
    public void A_long_way_that_many_links_go_together_is_gone_once()
    {
        const int Way = 900;
        const int Readers = 1_900;
        var reroutes = Enumerable.Range(1, Way).Select(
            id => $$$"""{"id":{{{id}}},"type":"Reroute","inputs":[{"name":"","type":"*","link":{{{id}}}}],"outputs":[{"type":"LATENT"}]}""");
        var readers = Enumerable.Range(1_000, Readers).Select(
            id => $$$"""{"id":{{{id}}},"type":"VAEDecode","inputs":[{"name":"samples","type":"LATENT","link":{{{id}}}}]}""");
        var links = Enumerable.Range(1, Way).Select(id => $"[{id},{id - 1},0,{id},0,\"LATENT\"]")
            .Concat(Enumerable.Range(1_000, Readers).Select(id => $"[{id},{Way},0,{id},0,\"LATENT\"]"));
        var graph = JsonNode.Parse(Convert($$$"""
            {"nodes":[{"id":0,"type":"EmptyLatentImage","widgets_values":[512,512,1],"outputs":[{"type":"LATENT"}]},
              {{{string.Join(',', reroutes)}}},{{{string.Join(',', readers)}}}],"links":[{{{string.Join(',', links)}}}]}
            """))!.AsObject();
        graph.Count.ShouldBe(1 + Readers);
        graph["2899"]!["inputs"]!["samples"]!.ToJsonString().ShouldBe("[\"0\",0]");
    }

    [Fact]
    public async Task A_subgraph_that_is_handed_thousands_of_values_takes_each_once()
    {
        const int Values = 20_000;
        var places = Enumerable.Range(0, Values).ToList();
        var file = JsonSerializer.Serialize(new
        {
            nodes = new[]
            {
                new { id = 1, type = "g", inputs = places.Select(place => new { name = $"a{place}", widget = new { } }), widgets_values = places },
            },
            links = Array.Empty<int>(),
            definitions = new
            {
                subgraphs = new[]
                {
                    new
                    {
                        id = "g",
                        inputs = places.Select(place => new { name = $"a{place}" }),
                        nodes = new[] { new { id = 2, type = "SaveImage", inputs = places.Select(place => new { name = $"i{place}", link = place }) } },
                        links = places.Select(place => new object[] { place, -10, place, 2, place, "*" }),
                    },
                },
            },
        });
        var graph = JsonNode.Parse(await Task.Run(() => Convert(file)).WaitAsync(TimeSpan.FromSeconds(30)))!;
        graph["1:2"]!["inputs"]![$"i{Values - 1}"]!.GetValue<int>().ShouldBe(Values - 1);
    }

    private static string Convert(string file)
    {
        using var document = JsonDocument.Parse(file);
        return Encoding.UTF8.GetString(EditorConversion.Convert(document.RootElement, Classes, new WorkflowLimits()).Span);
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(Folder, $"{name}.json"));
}
