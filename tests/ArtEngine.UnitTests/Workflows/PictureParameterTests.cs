using System.Text.Json;
using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Templates;
using FsCheck;
using FsCheck.Fluent;

namespace ArtEngine.UnitTests.Workflows;

/// <summary>Parameters that are ids of uploaded pictures.</summary>
public sealed class PictureParameterTests
{
    private const string File = """{"parameters":{"p":{"type":"image"}}}""";

    [Fact]
    public async Task A_picture_leaves_its_places_empty_and_is_told_beside_the_graph()
    {
        var template = Samples.Compile(
            """{"a":{"class_type":"LoadImage","inputs":{"image":"{{p}}"}},"b":{"class_type":"LoadImage","inputs":{"x":{"y":1},"im\u0061ge":"{{p}}"}},"1":{"class_type":"SaveImage","inputs":{"i":["a",0],"j":["b",0],"t":"{{t}}"}}}""",
            File);

        var rendered = await RenderAsync(template, ("p", "\"upload-1\""), ("t", "\"{{p}} upload-1\""));

        rendered.Graph.ShouldContain("""{"a":{"class_type":"LoadImage","inputs":{"image":null}},"b":{"class_type":"LoadImage","inputs":{"x":{"y":1},"im\u0061ge":null}}""");
        rendered.Graph.ShouldContain("\"t\":\"{{p}} upload-1\"");
        rendered.Pictures.ShouldBe([new("p", "a", "image", "upload-1"), new("p", "b", "image", "upload-1")]);
        rendered.Parameters["p"].GetString().ShouldBe("upload-1");
    }

    /// <summary>Which inputs take pictures is the operator's word; nothing that a caller writes adds or moves one.</summary>
    [Fact]
    public void Whatever_is_written_elsewhere_is_no_picture()
    {
        var template = Samples.Compile(Samples.Graph("\"image\":\"{{p}}\",\"text\":\"{{t}}\",\"any\":\"{{j}}\""), File);
        Prop.ForAll<string>(text =>
        {
            var value = JsonSerializer.SerializeToElement(text ?? "");
            var rendered = RenderAsync(
                template, ("p", "\"upload-1\""), ("t", value.GetRawText()), ("j", "{\"image\":null,\"upload\":\"upload-2\"}")).GetAwaiter()
                    .GetResult();
            return rendered.Pictures.SequenceEqual([new WorkflowPicture("p", "1", "image", "upload-1")])
                && Samples.Input(rendered.Graph, "image") is null
                && Samples.Input(rendered.Graph, "text")!.GetValue<string>() == value.GetString();
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("\"image\":\"in/{{p}}\"")]
    [InlineData("\"image\":[\"{{p}}\"]")]
    [InlineData("\"image\":\"{{p}}\"}, \"_meta\":{\"title\":\"{{p}}\"")]
    public void A_picture_must_be_a_whole_input(string inputs) => Samples.Reason(Samples.Graph(inputs), File)
        .ShouldBe("Parameter \"p\": an image must be the whole value of an input of a node; in node \"1\" it is not.");

    [Theory]
    [InlineData("\"default\":\"x\"")]
    [InlineData("\"choices\":[\"x\"]")]
    public void A_picture_is_one_users_own(string more) =>
        Samples.Reason(Samples.Graph("\"image\":\"{{p}}\""), $"{{\"parameters\":{{\"p\":{{\"type\":\"image\",{more}}}}}}}")
            .ShouldStartWith("Parameter \"p\": an uploaded picture is one user's own: the type image takes neither default nor choices.");

    [Fact]
    public void The_schema_says_that_it_takes_an_upload() =>
        ParameterSchema.Of(Samples.Compile(Samples.Graph("\"image\":\"{{p}}\""), File).Parameters).GetProperty("properties")
            .GetProperty("p").GetRawText()
            .ShouldBe("""{"type":"string","x-upload":"image"}""");

    private static Task<RenderedWorkflow> RenderAsync(WorkflowTemplate template, params (string Name, string Json)[] values) =>
        new RenderWorkflowHandler(MemoryTemplates.Over(new OneWorkflow(template)), new KnownNodes()).Handle(
            new(template.Name, Samples.Values(values), Samples.UserId, Samples.JobId), CancellationToken.None);

    private sealed class OneWorkflow(WorkflowTemplate template) : IWorkflowCatalog
    {
        public Task<CatalogEntry?> FindAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult<CatalogEntry?>(new(template.Name, "0123456789ab", template, null));

        public Task<IReadOnlyList<CatalogEntry>> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public IReadOnlyList<string> Names() => [template.Name];

        public IReadOnlyList<IgnoredFile> Ignored() => [];
    }
}
