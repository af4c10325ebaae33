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
    private static readonly string _folder = Path.Combine(
        Samples.RepositoryRoot(), "tests", "ArtEngine.UnitTests", "Workflows", "Data", "editor");

    private static readonly Dictionary<string, NodeClass> _classes = KnownNodes.Read(Read("object_info"));

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
        reason.ShouldContain("Node \"5\" (Unheard): no ComfyUI server knows this class.");
        reason.ShouldContain("Node \"3\" (KSampler): its values do not fit its inputs: \"steps\" cannot be \"sometimes\".");
    }

    [Theory]
    [InlineData("""{"nodes":[],"links":[]}""")]
    [InlineData("""{"nodes":[7,{},{"id":null,"type":[]}],"links":[7,[],[1],{}]}""")]
    [InlineData("""{"nodes":[{"id":1,"type":"Reroute","inputs":[{"link":1}]},{"id":2,"type":"SaveImage","inputs":[{"name":"images","link":2}]}],"links":[[1,1,0,1,0,"*"],[2,1,0,2,0,"*"]]}""")]
    [InlineData("""{"nodes":[{"id":1,"type":"x"}],"links":[],"definitions":{"subgraphs":[{"id":"x","nodes":[{"id":1,"type":"x"}],"links":[]}]}}""")]
    [InlineData("""{"nodes":[{"id":1,"type":"SaveImage","inputs":[{"name":"images","link":9}],"widgets_values":[1,2,3,4,5]}],"links":[]}""")]
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

    private static string Convert(string file)
    {
        using var document = JsonDocument.Parse(file);
        return Encoding.UTF8.GetString(EditorConversion.Convert(document.RootElement, _classes, new WorkflowLimits()).Span);
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(_folder, $"{name}.json"));
}
