using System.Text.Json.Nodes;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>What ComfyUI and people write that is not quite a graph.</summary>
public sealed class LeniencyTests
{
    private const string Graph = """{"1":{"class_type":"SaveImage","inputs":{"text":"{{prompt}}","seed":18446744073709551615}}}""";

    [Theory]
    [InlineData("""{"client_id":"x","prompt":GRAPH,"extra_data":{}}""")]
    [InlineData("""{"input":{"workflow":GRAPH,"images":[{"name":"a.png","image":"iVBOR"}]}}""")]
    [InlineData("""{"input":{"prompt":GRAPH}}""")]
    [InlineData("""{"output":GRAPH,"workflow":{"nodes":[],"links":[]}}""")]
    [InlineData("""{"workflow":GRAPH}""")]
    [InlineData("\uFEFF { \"prompt\" : GRAPH } \n")]
    public void A_graph_inside_something_is_taken_as_it_stands_there(string wrapping) =>
        Samples.Compile(wrapping.Replace("GRAPH", Graph, StringComparison.Ordinal)).Fill(("prompt", "\"cat\""))
            .ShouldBe(Graph.Replace("{{prompt}}", "cat", StringComparison.Ordinal));

    [Fact]
    public void A_graph_written_as_text_is_taken() => Samples.Compile(new JsonObject { ["prompt"] = Graph }.ToJsonString())
        .Fill(("prompt", "\"cat\"")).ShouldBe(Graph.Replace("{{prompt}}", "cat", StringComparison.Ordinal));

    [Theory]
    [InlineData("\"is_changed\":[NaN],\"inputs\":{\"a\":1.0}", "\"inputs\":{\"a\":1.0}")]
    [InlineData("\"is_changed\": NaN ,\"inputs\":{\"a\":1.0}", "\"inputs\":{\"a\":1.0}")]
    [InlineData("\"inputs\":{\"a\":1.0}, \"is_changed\":[-Infinity, [\"NaN\", Infinity]]", "\"inputs\":{\"a\":1.0}")]
    [InlineData("\"inputs\":{\"a\":\"NaN \\\"Infinity\"},\"is_changed\":NaN", "\"inputs\":{\"a\":\"NaN \\\"Infinity\"}")]
    public void What_is_no_number_is_taken_out_with_is_changed(string members, string sent) =>
        JsonNode.DeepEquals(
            JsonNode.Parse(Samples.Compile($"{{\"1\":{{\"class_type\":\"SaveImage\",{members}}}}}").Fill()),
            JsonNode.Parse($"{{\"1\":{{\"class_type\":\"SaveImage\",{sent}}}}}")).ShouldBeTrue();

    [Fact]
    public void Elsewhere_what_is_no_number_is_refused_at_its_place() =>
        Samples.Reason("""{"1":{"class_type":"SaveImage","is_changed":NaN,"inputs":{"a":NaN}}}""")
            .ShouldStartWith("It is not valid JSON: line 1, column 63:");

    [Theory]
    [InlineData("промпт")]
    [InlineData("プロンプト")]
    [InlineData("क्षेत्र")]
    [InlineData("größe_2")]
    public void A_name_may_be_in_any_script(string name)
    {
        var template = Samples.Compile(Samples.Graph($"\"a\":\"{{{{{name}}}}}\""), $"{{\"parameters\":{{\"{name}\":{{\"type\":\"string\"}}}}}}");
        template.Fill((name, "\"x\"")).ShouldBe(Samples.Graph("\"a\":\"x\""));
        template.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void A_name_may_be_written_with_escapes() =>
        Samples.Compile(Samples.Graph("\"a\":\"-{{ \\u043f\\u043E }}-\"")).Fill(("по", "1")).ShouldBe(Samples.Graph("\"a\":\"-1-\""));

    [Theory]
    [InlineData("{{positive prompt}}")]
    [InlineData("{{steps:20}}")]
    [InlineData("{{x|default('cat')}}")]
    [InlineData("{{prompt.text}}")]
    [InlineData("{{$json.x}}")]
    [InlineData("{{}}{{ä b}}", "{{ä b}}")]
    [InlineData("%prompt%")]
    [InlineData("{prompt}")]
    [InlineData("${prompt}")]
    [InlineData("masterpiece, {prompt}, best", "{prompt}")]
    [InlineData("{промпт}")]
    public void What_only_looks_like_a_placeholder_is_told(string text, string? word = null)
    {
        var template = Samples.Compile(Samples.Graph($"\"a\":[[\"{text}\"]]"));
        template.Parameters.ShouldBeEmpty();
        template.Fill().ShouldBe(Samples.Graph($"\"a\":[[\"{text}\"]]"));
        template.Warnings.ShouldHaveSingleItem()
            .ShouldStartWith($"Node \"1\" (SaveImage), input \"a\": \"{word ?? text}\" is sent as it stands. If a value");
    }

    [Theory]
    [InlineData("{{a}}")]
    [InlineData("{{{a}}}")]
    [InlineData("{red|blue} cat, {day|night}")]
    [InlineData("{a cat}")]
    [InlineData("100% and 50% more")]
    [InlineData("%year%-%month%-%day%_%width%x%height%")]
    [InlineData("(cat:1.2), [dog]")]
    public void What_belongs_to_prompts_and_names_is_not_told(string text) =>
        Samples.Compile(Samples.Graph($"\"a\":\"{text}\"")).Warnings.ShouldBeEmpty();

    [Theory]
    [InlineData("%date:yyyy-MM-dd%")]
    [InlineData("%KSampler.seed%")]
    public void What_only_the_editor_fills_in_is_told(string word) =>
        Samples.Compile(Samples.Graph($"\"filename_prefix\":\"{word}/img\"")).Warnings.ShouldHaveSingleItem()
            .ShouldContain($"\"{word}\" is sent as it stands: only ComfyUI's editor fills it in.");

    [Fact]
    public void Literals_are_no_parameters_and_told_by_nobody()
    {
        const string Text = "You are {{char}}, talk to {{ user }}: {{prompt}} {x y} {z} {{a b}}";
        var template = Samples.Compile(
            Samples.Graph($"\"a\":\"{Text}\""), """{"literals":["{{char}}","user","{z}","{{a b}}"],"parameters":{"prompt":{"type":"string"}}}""");
        template.Parameters.Select(spec => spec.Name).ShouldBe(["prompt"]);
        template.Warnings.ShouldBeEmpty();
        template.Fill(("prompt", "\"hi\"")).ShouldBe(Samples.Graph($"\"a\":\"{Text.Replace("{{prompt}}", "hi", StringComparison.Ordinal)}\""));
        Samples.Reason(Samples.Graph("\"a\":1"), """{"literals":[1]}""").ShouldContain("\"literals\" must be a list of texts");
    }
}
