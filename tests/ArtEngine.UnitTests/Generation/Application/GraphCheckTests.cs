using System.Text.Json;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Infrastructure.ComfyUi;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class GraphCheckTests
{
    private const string Info = """
        {
          "Loader": {"input": {"required": {"file": [["SDXL\\a.safetensors", "b.safetensors"]]}}, "output": ["MODEL", "INT"]},
          "Sampler": {"input": {"required": {"model": ["MODEL"], "steps": ["INT", {"min": 1, "max": 9}], "name": ["COMBO", {"options": ["euler", "heun"]}],
            "picture": [["x.png"], {"image_upload": true}], "any": ["*"]}, "optional": {"mask": ["MASK"]}}, "output": ["LATENT"]}
        }
        """;

    private const string Good = """{"1":{"class_type":"Loader","inputs":{"file":"SDXL/a.safetensors"}},"2":{"class_type":"Sampler","inputs":{"model":["1",0],"steps":"3","name":"euler","picture":"new.png","any":["1",1]}}}""";

    [Fact]
    public void What_ComfyUI_takes_is_no_problem() => Problems(Good).ShouldBeEmpty();

    [Theory]
    [InlineData("\"name\":\"euler\"", "\"name\":\"eular\"", "2.name: There is no \"eular\". There are \"euler\", \"heun\". (euler)")]
    [InlineData("\"steps\":\"3\"", "\"steps\":10", "2.steps: It must be at most 9. ()")]
    [InlineData("\"steps\":\"3\"", "\"steps\":0", "2.steps: It must be at least 1. ()")]
    [InlineData("\"steps\":\"3\"", "\"steps\":\"many\"", "2.steps: It takes a number, not text. ()")]
    [InlineData("\"steps\":\"3\",", "", "2.steps: It is required and not there. ()")]
    [InlineData("[\"1\",0]", "[\"1\",1]", "2.model: It takes MODEL, and output 1 of node \"1\" is INT. ()")]
    [InlineData("[\"1\",0]", "[\"1\",7]", "2.model: Node \"1\" (Loader) has no output 7. ()")]
    [InlineData("\"Sampler\"", "\"Unheard\"", "2.: There is no node class \"Unheard\". ()")]
    public void What_it_would_refuse_is_told_with_its_place(string good, string bad, string problem) =>
        Problems(Good.Replace(good, bad, StringComparison.Ordinal)).ShouldBe([problem]);

    [Fact]
    public void What_is_filled_in_later_is_not_looked_at() =>
        Problems(Good.Replace("\"new.png\"", "null", StringComparison.Ordinal), ("2", "picture")).ShouldBeEmpty();

    private static List<string> Problems(string graph, params (string, string)[] later)
    {
        var classes = JsonElement.Parse(Info).EnumerateObject()
            .ToDictionary(node => node.Name, node => (NodeClass?)ComfyUiNodeClass.Read(node.Value, node.Name));
        classes["Unheard"] = null;
        return new GraphCheck(JsonElement.Parse(graph), classes).Problems(later.ToHashSet())
            .Select(problem => $"{problem.NodeId}.{problem.Input}: {problem.Reason} ({problem.Nearest})").ToList();
    }
}
