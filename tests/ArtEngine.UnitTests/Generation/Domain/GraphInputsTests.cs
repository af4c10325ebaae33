using ArtEngine.Generation.Domain.Rendering;

namespace ArtEngine.UnitTests.Generation.Domain;

public sealed class GraphInputsTests
{
    private const string Graph =
        """{ "1": {"class_type":"LoadImage","inputs":{"image": null,"other":{"image":"x"}},"_meta":{"image":"y"}}, "2":{"inputs":{"seed":18446744073709551615,"cfg":1e400,"image":["1", 0],"text":"na\u00efve"}} }""";

    [Fact]
    public void Inputs_get_their_texts_and_everything_else_stays_as_it_is() => GraphInputs.Fill(
            Graph, [new("1", "image", "art é \"1\".png"), new("2", "image", "b\\c.safetensors")])
        .ShouldBe(
            """{ "1": {"class_type":"LoadImage","inputs":{"image": "art é \"1\".png","other":{"image":"x"}},"_meta":{"image":"y"}}, "2":{"inputs":{"seed":18446744073709551615,"cfg":1e400,"image":"b\\c.safetensors","text":"na\u00efve"}} }""");

    [Fact]
    public void An_input_that_the_graph_does_not_have_is_left_out_and_without_texts_nothing_is_read()
    {
        GraphInputs.Fill(Graph, [new("3", "image", "x"), new("1", "mask", "x")]).ShouldBe(Graph);
        GraphInputs.Fill("no graph", []).ShouldBe("no graph");
    }
}
