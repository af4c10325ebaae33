using System.Text;
using System.Text.Json.Nodes;
using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>Pictures that may be left out, and switches.</summary>
public sealed class BypassTests
{
    private const string Graph = """
        {
          "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
          "10": {"class_type": "LoraLoader", "inputs": {"model": ["4", 0], "clip": ["4", 1], "strength": 1.0}, "_meta": {"title": "Style"}},
          "70": {"class_type": "LoadImage", "inputs": {"image": "{{ref}}"}},
          "71": {"class_type": "IPAdapter", "inputs": {"model": ["10", 0], "image": ["70", 0]}},
          "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "{{prompt}}", "clip": ["10", 1]}},
          "3": {"class_type": "KSampler", "inputs": {"seed": 18446744073709551615, "model": ["71", 0], "positive": ["6", 0], "mask": ["70", 1]}},
          "9": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}}
        }
        """;

    private const string Nodes = """
        {
          "LoraLoader": {"input": {"required": {"model": ["MODEL"], "clip": ["CLIP"]}}, "output": ["MODEL", "CLIP"]},
          "IPAdapter": {"input": {"required": {"model": ["MODEL"], "image": ["IMAGE"]}}, "output": ["MODEL"]},
          "KSampler": {"input": {"required": {"model": ["MODEL"], "positive": ["CONDITIONING"]}, "optional": {"mask": ["MASK"]}}, "output": ["LATENT"]}
        }
        """;

    private const string Parameters = """
        {"parameters": {"prompt": {"type": "string"}, "ref": {"type": "image", "bypass": ["71", "70"]},
          "style": {"type": "switch", "bypass": "Style"}}}
        """;

    private const string Upload = "\"01a203c7-4936-72c9-b08c-8e894fd17201\"";

    [Fact]
    public void With_a_picture_and_the_switch_on_the_graph_is_as_in_the_file() =>
        Compile().Fill(("prompt", "\"x\""), ("ref", Upload)).ShouldBe(
            Graph.Replace("{{prompt}}", "x", StringComparison.Ordinal).Replace("\"{{ref}}\"", "null", StringComparison.Ordinal));

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    public void Without_the_picture_its_nodes_are_passed_by_and_what_may_go_without_does(string? given)
    {
        var graph = given is null ? Compile().Fill(("prompt", "\"x\"")) : Compile().Fill(("prompt", "\"x\""), ("ref", given));
        JsonNode.DeepEquals(JsonNode.Parse(graph), JsonNode.Parse("""
            {
              "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
              "10": {"class_type": "LoraLoader", "inputs": {"model": ["4", 0], "clip": ["4", 1], "strength": 1.0}, "_meta": {"title": "Style"}},
              "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "x", "clip": ["10", 1]}},
              "3": {"class_type": "KSampler", "inputs": {"seed": 18446744073709551615, "model": ["10", 0], "positive": ["6", 0]}},
              "9": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}}
            }
            """)).ShouldBeTrue(graph);
        graph.ShouldContain("18446744073709551615");
        graph.ShouldContain("\"strength\":1.0");
    }

    [Fact]
    public void A_switch_bypasses_its_node_and_both_go_together()
    {
        var graph = JsonNode.Parse(Compile().Fill(("prompt", "\"x\""), ("style", "false")))!;
        graph.AsObject().Select(node => node.Key).ShouldBe(["4", "6", "3", "9"]);
        graph["3"]!["inputs"]!["model"]!.ToJsonString().ShouldBe("[\"4\",0]");
        graph["6"]!["inputs"]!["clip"]!.ToJsonString().ShouldBe("[\"4\",1]");
    }

    [Fact]
    public async Task What_is_left_out_asks_for_no_picture()
    {
        using var files = new TemporaryCatalog();
        files.Write("a.json", Graph);
        files.Write("a.params.json", Parameters);
        var catalog = new LiveCatalog(files.Catalog, new KnownNodes(Nodes));
        var without = await RenderAsync(catalog, ("prompt", "\"x\""));
        (without.NodeCount, without.Pictures.Count).ShouldBe((5, 0));
        without.Filled.ShouldHaveSingleItem().NodeId.ShouldBe("6");
        (await RenderAsync(catalog, ("prompt", "\"x\""), ("ref", Upload))).Pictures.ShouldHaveSingleItem().NodeId.ShouldBe("70");
    }

    [Fact]
    public void The_schema_says_that_it_may_be_left_out()
    {
        var schema = ParameterSchema.Of(Compile().Parameters);
        schema.GetProperty("required").GetRawText().ShouldBe("[\"prompt\"]");
        schema.GetProperty("properties").GetProperty("ref").GetRawText()
            .ShouldBe("""{"type":["string","null"],"default":null,"x-upload":"image"}""");
        schema.GetProperty("properties").GetProperty("style").GetRawText().ShouldBe("""{"type":"boolean","default":true}""");
    }

    [Theory]
    [InlineData("""{"type":"image","bypass":"71"}""", "other nodes read node \"70\" besides those that are bypassed")]
    [InlineData("""{"type":"image","bypass":["70","6"]}""", "Parameter \"ref\": without \"70\", \"6\" the output node \"9\" has not all that it needs.")]
    [InlineData("""{"type":"image","bypass":"72"}""", "no node that is sent has the id or the title \"72\".")]
    [InlineData("""{"type":"image","bypass":7}""", "\"bypass\" must be a node's id or title")]
    [InlineData("""{"type":"string","bypass":"71"}""", "bypass is for the types image and switch")]
    [InlineData("""{"type":"switch"}""", "a switch must have it")]
    public void What_cannot_be_left_out_is_refused(string spec, string sentence) =>
        Should.Throw<ArtEngine.Workflows.Domain.BrokenWorkflowException>(() => Compile($"{{\"parameters\":{{\"ref\":{spec}}}}}")).Message
            .ShouldContain(sentence);

    [Fact]
    public void Without_a_word_of_a_server_names_of_inputs_tell_the_way()
    {
        var template = Samples.Compile(
            Graph.Replace(", \"mask\": [\"70\", 1]", "", StringComparison.Ordinal),
            """{"parameters":{"ref":{"type":"image","bypass":"71"},"prompt":{"default":"x"}}}""");
        JsonNode.Parse(template.Fill())!["3"]!["inputs"]!["model"]!.ToJsonString().ShouldBe("[\"10\",0]");
    }

    private static WorkflowTemplate Compile(string parameters = Parameters) => WorkflowTemplate.Compile(
        "x", Encoding.UTF8.GetBytes(Graph), Encoding.UTF8.GetBytes(parameters), classes: KnownNodes.Read(Nodes));

    private static Task<RenderedWorkflow> RenderAsync(IWorkflowCatalog catalog, params (string Name, string Json)[] values) =>
        new RenderWorkflowHandler(MemoryTemplates.Over(catalog), new KnownNodes()).Handle(
            new("a", Samples.Values(values), Samples.UserId, Samples.JobId), default);
}
