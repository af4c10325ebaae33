using System.Text;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Templates;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>Graphs that callers bring themselves.</summary>
public sealed class RawGraphTests
{
    private static readonly Dictionary<string, NodeClass> Classes = new()
    {
        ["SaveImage"] = new("SaveImage", IsOutput: true, [new("images", "IMAGE"), new("filename_prefix", "STRING")], []),
        ["LoadAny"] = new("LoadAny", IsOutput: false, [new("file", "COMBO") { Upload = "file" }, new("note", "STRING")], ["IMAGE"]),
    };

    [Fact]
    public void Texts_that_look_like_placeholders_stay_as_they_are()
    {
        var graph = Parse("""{"file": "a-b", "note": "{{ prompt }} {{job_id}}"}""");
        Encoding.UTF8.GetString(graph.Render()).ShouldContain("""{"file": null, "note": "{{ prompt }} {{job_id}}"}""");
    }

    [Theory]
    [InlineData("\"their.png\"", "their.png")]
    [InlineData("""{"__type": "core/ASSET", "info": {"id": "7", "file_path": "a.png"}}""", "7")]
    [InlineData("""{"__type": "core/ASSET"}""", "")]
    public void Where_a_file_goes_stands_what_its_caller_must_own(string value, string upload)
    {
        var graph = Parse($$"""{"file": {{value}}, "note": ""}""");
        graph.Pictures.ShouldBe([new("graph/a~1b/inputs/file", "a/b", "file", upload) { Kind = "file" }]);
        Encoding.UTF8.GetString(graph.Render()).ShouldContain("\"file\": null");
    }

    [Theory]
    [InlineData("LoadImage", "image", "image"), InlineData("LoadImageMask", "image", "image"), InlineData("LoadAudio", "audio", "audio")]
    [InlineData("LoadVideo", "file", "file"), InlineData("VHS_LoadVideo", "video", "video"), InlineData("Load3D", "model_file", "file")]
    [InlineData("LoadLatent", "latent", "file")]
    public void A_loader_of_which_no_server_says_anything_takes_no_name_of_a_file_either(string classType, string input, string kind)
    {
        const string Graph = """
            {
              "1": {"class_type": "CLASS", "inputs": {"INPUT": "x"}},
              "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}}
            }
            """;
        var graph = Graph.Replace("CLASS", classType, StringComparison.Ordinal).Replace("INPUT", input, StringComparison.Ordinal);
        RawGraphTemplate.Parse(Encoding.UTF8.GetBytes(graph), new Dictionary<string, NodeClass>(), new())
            .Pictures.Single().ShouldBe(new($"graph/1/inputs/{input}", "1", input, "x") { Kind = kind });
    }

    [Fact]
    public void An_asset_may_stand_at_any_input() =>
        Parse("""{"file": "x", "note": {"__type": "core/ASSET", "info": {"id": "8"}}}""").Pictures.Select(picture => picture.UploadId)
            .ShouldBe(["x", "8"]);

    private static RawGraphTemplate Parse(string inputs)
    {
        const string Graph = """
            {
              "a/b": {"class_type": "LoadAny", "inputs": INPUTS},
              "2": {"class_type": "SaveImage", "inputs": {"images": ["a/b", 0]}}
            }
            """;
        return RawGraphTemplate.Parse(
            Encoding.UTF8.GetBytes(Graph.Replace("INPUTS", inputs, StringComparison.Ordinal)), Classes, new());
    }
}
