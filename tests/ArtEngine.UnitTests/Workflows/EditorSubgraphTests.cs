using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain;
using ArtEngine.Workflows.Domain.Editor;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>The values of a node that stands for a subgraph, as each generation of the editor has written them.</summary>
public sealed class EditorSubgraphTests
{
    private static readonly Dictionary<string, NodeClass> Classes = KnownNodes.Read("""
        {
          "Sampler": {"input": {"required": {
            "seed": ["INT", {"control_after_generate": true}], "steps": ["INT", {}], "name": [["euler", "heun"]], "text": ["STRING", {}]}},
            "output": ["IMAGE"]},
          "Film": {"input": {"required": {"rate": ["FLOAT", {}]}}, "output": ["IMAGE"]},
          "SaveImage": {"input": {"required": {"images": ["IMAGE"], "filename_prefix": ["STRING", {}]}}, "output": [], "output_node": true}
        }
        """);

    /// <summary>A sampler whose steps, name and text are inputs of the subgraph; its seed is its own.</summary>
    private const string Inner = """
        {"id": "g", "inputs": [{"name": "text"}, {"name": "steps"}, {"name": "name"}], "nodes": [
          {"id": 7, "type": "Sampler", "outputs": [{"type": "IMAGE"}], "inputs": [
            {"name": "steps", "link": 2, "widget": {"name": "steps"}}, {"name": "name", "link": 3, "widget": {"name": "name"}},
            {"name": "text", "link": 1, "widget": {"name": "text"}}], "widgets_values": [5, "fixed", 20, "heun", "old"]}],
         "links": [
          {"id": 1, "origin_id": -10, "origin_slot": 0, "target_id": 7, "target_slot": 2, "type": "STRING"},
          {"id": 2, "origin_id": -10, "origin_slot": 1, "target_id": 7, "target_slot": 0, "type": "INT"},
          {"id": 3, "origin_id": -10, "origin_slot": 2, "target_id": 7, "target_slot": 1, "type": "COMBO"},
          {"id": 9, "origin_id": 7, "origin_slot": 0, "target_id": -20, "target_slot": 0, "type": "IMAGE"}]}
        """;

    /// <summary>That subgraph in another one, whose input leads to its steps.</summary>
    private const string Around = """
        {"id": "h", "inputs": [{"name": "count"}], "nodes": [
          {"id": 4, "type": "g", "outputs": [{"type": "IMAGE"}], "inputs": [{"name": "steps", "link": 1, "widget": {"name": "steps"}}],
           "widgets_values": ["middle", 20, "heun"]}],
         "links": [{"id": 1, "origin_id": -10, "origin_slot": 0, "target_id": 4, "target_slot": 0, "type": "INT"}]}
        """;

    [Theory]
    [InlineData("""{"widgets_values": ["new", 8, "euler"]}""")]
    [InlineData("""{"widgets_values": ["new", 8, "euler", null]}""")]
    [InlineData("""{"widgets_values": ["new", 8, "fixed", "euler"]}""")]
    [InlineData("""{"inputs": [{"name": "text", "label": "prompt", "link": null, "widget": {"name": "text"}}], "widgets_values": ["new", 8, "euler"]}""")]
    [InlineData("""
        {"inputs": [{"name": "name", "link": null, "widget": {"name": "name"}}, {"name": "steps", "link": null, "widget": {"name": "steps"}},
          {"name": "text", "link": null, "widget": {"name": "text"}}], "widgets_values": ["euler", 8, "new"]}
        """)]
    [InlineData("""
        {"inputs": [{"name": "text", "label": "prompt", "link": null, "widget": {"name": "text"}}],
         "properties": {"proxyWidgets": [["-1", "name"], ["7", "seed"], ["7", "control_after_generate"], ["-1", "text"], ["-1", "steps"]]},
         "widgets_values": ["euler", null, null, "new", 8]}
        """)]
    [InlineData("""
        {"properties": {"proxyWidgets": [["-1", "steps"], ["-1", "text"], ["-1", "name"], ["7", "seed"], ["7", "$$canvas-image-preview"]]},
         "widgets_values": [8, "new", "euler"]}
        """)]
    [InlineData("""{"properties": {"proxyWidgets": [["7", "seed"]]}, "widgets_values": ["new", 8, "euler", null]}""")]
    [InlineData("""{"properties": {"proxyWidgets": [["7", "name"], ["7", "steps"], ["7", "text"]]}, "widgets_values": ["euler", 8, "new"]}""")]
    [InlineData("""{"widgets_values": ["x", 1, "y"], "widgets_values_named": {"name": "euler", "steps": 8, "text": "new"}}""")]
    [InlineData("""
        {"properties": {"proxyWidgetErrorQuarantine": [
          {"originalEntry": ["-1", "steps"], "reason": "missingSubgraphInput", "hostValue": 8, "attemptedAtVersion": 1}]},
         "widgets_values": ["new", 20, "euler"]}
        """)]
    public void Its_values_are_those_of_the_widgets_inside(string host) => Sampler(host).ShouldBe("5 8 euler new");

    [Fact]
    public void Of_two_that_stand_for_the_same_each_has_its_own()
    {
        var graph = Convert("""
            {"id": 1, "type": "g", "outputs": [{"type": "IMAGE"}], "widgets_values": ["one", 1, "euler"]},
            {"id": 2, "type": "g", "outputs": [{"type": "IMAGE"}], "widgets_values": ["two", 2, "heun"]}
            """);
        (Told(graph["1:7"]!), Told(graph["2:7"]!)).ShouldBe(("5 1 euler one", "5 2 heun two"));
    }

    [Fact]
    public void Without_values_those_inside_hold() => Sampler("""{"widgets_values": []}""").ShouldBe("5 20 heun old");

    [Fact]
    public void What_an_inner_node_shows_on_it_may_have_a_value_of_its_own_there() => Sampler("""
        {"properties": {"proxyWidgets": [["7", "text"], ["7", "seed"], ["7", "control_after_generate"], ["7", "steps"], ["7", "name"]]},
         "widgets_values": ["new", 11, "randomize", 8, "euler"]}
        """).ShouldBe("11 8 euler new");

    [Theory]
    [InlineData("""{"properties": {"proxyWidgets": [["-1", "count"], ["4", "text"], ["4", "7: seed"]]}, "widgets_values": [8, "new", 11]}""")]
    [InlineData("""{"properties": {"proxyWidgets": [["4", "text"], ["4", "7: seed"], ["4", "steps", "7"]]}, "widgets_values": ["new", 11, 8]}""")]
    [InlineData("""{"widgets_values": [8]}""", "5 8 heun middle")]
    public void Values_go_through_one_that_stands_in_another(string host, string expected = "11 8 heun new") =>
        Told(Convert(Host(host, "h"))["1:4:7"]!).ShouldBe(expected);

    [Fact]
    public void A_primitive_node_inside_may_get_its_value_from_outside()
    {
        const string Definition = """
            {"id": "p", "nodes": [
              {"id": 3, "type": "PrimitiveNode", "outputs": [{"type": "INT"}], "widgets_values": [20, "fixed"]},
              {"id": 7, "type": "Sampler", "inputs": [{"name": "steps", "link": 1, "widget": {"name": "steps"}}],
               "outputs": [{"type": "IMAGE"}], "widgets_values": [5, "fixed", 1, "heun", "old"]}],
             "links": [{"id": 1, "origin_id": 3, "origin_slot": 0, "target_id": 7, "target_slot": 0, "type": "INT"}]}
            """;
        var host = Host("""{"properties": {"proxyWidgets": [["3", "value"]]}, "widgets_values": [8]}""", "p");
        Told(Convert(host, Definition)["1:7"]!).ShouldBe("5 8 heun old");
    }

    [Fact]
    public void A_widget_that_only_the_chosen_format_has_gets_its_value_from_outside_too()
    {
        const string Definition = """
            {"id": "f", "nodes": [{"id": 7, "type": "Film", "outputs": [{"type": "IMAGE"}], "widgets_values": {"rate": 16, "crf": 19}}], "links": []}
            """;
        var host = Host("""{"properties": {"proxyWidgets": [["7", "crf"]]}, "widgets_values": [10]}""", "f");
        Convert(host, Definition)["1:7"]!["inputs"]!.ToJsonString().ShouldBe("""{"rate":16,"crf":10}""");
    }

    /// <summary>A file of a megabyte may name a subgraph with thousands of inputs thousands of times.</summary>
    [Fact]
    public void More_handed_in_than_anybody_draws_is_refused()
    {
        var slots = string.Join(',', Enumerable.Range(0, 400).Select(
            slot => $$"""{"name": "w{{slot}}", "link": {{slot}}, "widget": {"name": "w{{slot}}"} }"""));
        var inputs = string.Join(',', Enumerable.Range(0, 400).Select(slot => $$"""{"name": "i{{slot}}"}"""));
        var links = string.Join(',', Enumerable.Range(0, 400).Select(slot => $"[{slot},-10,{slot},7,{slot},\"INT\"]"));
        var definition = $$"""
            {"id": "w", "inputs": [{{inputs}}], "nodes": [{"id": 7, "type": "Film", "mode": 2, "inputs": [{{slots}}]}], "links": [{{links}}]}
            """;
        var hosts = string.Join(',', Enumerable.Range(0, 600).Select(id => $$"""{"id": {{id}}, "type": "w", "widgets_values": [1]}"""));
        Should.Throw<BrokenWorkflowException>(() => Convert(hosts, definition)).Message.ShouldContain("hand in more than 200000 values");
    }

    [Theory]
    [InlineData("""{"widgets_values": ["new", 8]}""", "it has 2 values for 3 widgets of its subgraph")]
    [InlineData("""{"widgets_values": ["new", 8, "euler", 1]}""", "it has 4 values for 3 widgets of its subgraph")]
    [InlineData("""{"properties": {"proxyWidgets": [["7", "seed"]]}, "widgets_values": ["new", 8, "euler", 11]}""", "it has 4 values for 4 widgets")]
    [InlineData("""{"properties": {"proxyWidgets": [["-1", "text"], ["-1", "steps"], ["-1", "name"]]}, "widgets_values": ["new"]}""", "it has 1 values for 3 widgets")]
    public void Values_that_are_nobodys_are_told(string host, string reason)
    {
        var told = Should.Throw<BrokenWorkflowException>(() => Convert(Host(host)));
        told.Message.ShouldContain($"Node \"1\" (g): {reason}");
        told.Problems.ShouldHaveSingleItem().NodeId.ShouldBe("1");
    }

    [Fact]
    public void A_value_that_does_not_fit_where_it_arrives_is_told_there() =>
        Should.Throw<BrokenWorkflowException>(() => Convert(Host("""{"widgets_values": ["new", "euler", 8]}"""))).Message
            .ShouldContain("Node \"7\" (Sampler): its values do not fit its inputs: \"steps\" cannot be \"euler\".");

    private static string Sampler(string host) => Told(Convert(Host(host))["1:7"]!);

    private static string Host(string rest, string type = "g")
    {
        var host = JsonNode.Parse(rest)!;
        host["id"] = 1;
        host["type"] = type;
        host["outputs"] = new JsonArray(new JsonObject { ["type"] = "IMAGE" });
        return host.ToJsonString();
    }

    private static string Told(JsonNode sampler) =>
        string.Join(' ', new[] { "seed", "steps", "name", "text" }.Select(name => sampler["inputs"]![name]!.ToString()));

    private static JsonObject Convert(string hosts, string? definition = null)
    {
        var definitions = string.Join(',', new[] { Inner, Around, definition }.OfType<string>());
        var file = JsonElement.Parse($$$"""{"nodes": [{{{hosts}}}], "links": [], "definitions": {"subgraphs": [{{{definitions}}}]}}""");
        return JsonNode.Parse(Encoding.UTF8.GetString(EditorConversion.Convert(file, Classes, new WorkflowLimits()).Span))!.AsObject();
    }
}
