using ArtEngine.Generation.Domain.Rendering;

namespace ArtEngine.UnitTests.Generation.Domain;

public sealed class ReusedNodesTests
{
    private const string Graph = """
        {
          "1": { "class_type": "CheckpointLoaderSimple", "inputs": { "ckpt_name": "a.safetensors" } },
          "2": { "class_type": "KSampler", "inputs": { "model": ["1", 0], "seed": 7 } },
          "3": { "class_type": "VAEDecode", "inputs": { "samples": ["2", 0], "vae": ["1", 2] } },
          "4": { "class_type": "SaveImage", "inputs": { "images": ["3", 0], "filename_prefix": "x" } },
          "5": { "class_type": "SaveText", "inputs": { "size": [2, 0], "names": ["a", "b"] } },
          "6": null
        }
        """;

    [Theory]
    [InlineData("", "")]
    [InlineData("1", "1 2")]
    [InlineData("1 2", "1 2 3")]
    [InlineData("1 2 3", "1 2 3 4")]
    [InlineData("1 2 3 4", "1 2 3 4")]
    public void What_reads_of_nothing_but_what_was_there_is_reused(string cached, string reused) =>
        ReusedNodes.Of(Graph, Words(cached)).ShouldBe(Words(reused), ignoreOrder: true);

    [Fact]
    public void Of_a_graph_that_is_gone_the_nodes_that_need_not_run_are_known() =>
        ReusedNodes.Of(null, ["3"]).ShouldBe(["3"]);

    private static string[] Words(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
