namespace ArtEngine.UnitTests.Workflows;

public sealed class PruningTests
{
    private const string Source = "\"1\":{\"class_type\":\"EmptyImage\",\"inputs\":{}}";
    private const string Save = "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"images\":[\"1\",0]}}";

    public static TheoryData<string, string> Files => new()
    {
        { $"{{\"n\":{{}},{Source},{Save}}}", $"{{{Source},{Save}}}" },
        { $"{{{Source},\"n\":{{}},{Save}}}", $"{{{Source},{Save}}}" },
        { $"{{{Source},{Save},\"n\":{{}}}}", $"{{{Source},{Save}}}" },
        { $"{{\"n\":{{}},\"o\":{{}},{Source},\"p\":1,\"q\":\"x\",{Save},\"r\":null,\"s\":[]}}", $"{{{Source},{Save}}}" },
        { $" {{\n  \"n\" : {{ }} ,\n  {Source} ,\n  \"o\":1,\n  {Save}\n ,\n \"p\":1\n}}\n", $" {{\n  {Source} ,\n  {Save}\n}}\n" },
        { $"{{{Source},{Save}}}", $"{{{Source},{Save}}}" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_pruned_node_goes_with_one_comma_and_the_rest_stays(string file, string sent) =>
        Samples.Compile(file).Fill().ShouldBe(sent);

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"class_type\":\"Note\"}")]
    [InlineData("{\"inputs\":{}}")]
    [InlineData("{\"class_type\":\"Note\",\"inputs\":{\"text\":\"{{note}}\"}}")]
    [InlineData("{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"{{note}}\"}}")]
    [InlineData("{\"class_type\":\"A\",\"inputs\":{\"a\":[\"n\",0]}}")]
    [InlineData("\"{{note}}\"")]
    public void A_node_without_links_goes_and_its_placeholders_with_it(string node)
    {
        var template = Samples.Compile($"{{{Source},\"n\":{node},{Save}}}");
        template.NodeCount.ShouldBe(2);
        template.Parameters.ShouldBeEmpty();
        template.Fill().ShouldBe($"{{{Source},{Save}}}");
    }

    [Theory]
    [InlineData("{\"class_type\":\"PreviewImage\",\"inputs\":{\"images\":[\"1\",0]}}")]
    [InlineData("{\"class_type\":\"SomebodysOutput\",\"inputs\":{\"any\":[\"1\",0]}}")]
    [InlineData("{\"class_type\":\"SaveText\",\"inputs\":{\"text\":\"x\"}}")]
    [InlineData("{\"class_type\":\"Alone\",\"inputs\":{},\"_meta\":{\"title\":\"\\u007b{{output_node_id}}\"}}")]
    public void A_node_that_may_be_an_output_stays(string node) =>
        Samples.Compile($"{{{Source},{Save},\"n\":{node}}}").NodeCount.ShouldBe(3);

    [Fact]
    public void What_a_kept_node_reads_is_kept_however_far_away() =>
        Samples.Compile($$"""{"a":{"class_type":"A","inputs":{} },"b":{"class_type":"B","inputs":{"x":["a",0]} },"c":{"class_type":"C","inputs":{"x":["b",2]} },{{Source}},{{Save}}}""")
            .NodeCount.ShouldBe(5);

    [Fact]
    public void A_closed_circle_that_nobody_needs_is_left_out() =>
        Samples.Compile($$"""{"a":{"class_type":"A","inputs":{"x":["b",0]} },"b":{"class_type":"B","inputs":{"x":["a",0]} },{{Source}},{{Save}}}""")
            .Fill().ShouldBe($"{{{Source},{Save}}}");

    [Fact]
    public void A_circle_that_an_output_needs_is_refused() =>
        Samples.Reason($$"""{"a":{"class_type":"A","inputs":{"x":["b",0]} },"b":{"class_type":"B","inputs":{"x":["a",0]} },"p":{"class_type":"PreviewImage","inputs":{"images":["a",0]} },{{Source}},{{Save}}}""")
            .ShouldContain("circle");
}
