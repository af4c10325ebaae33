using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library;
using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Domain;

namespace ArtEngine.UnitTests.Workflows;

public sealed class WorkflowNameTests
{
    public static TheoryData<string> BadNames =>
    [
        "", ".json", ".", "..", "../x", "..\\x", "/etc/passwd", "a/../b", "a//b", "a/", "a/.b", "a\\b", "C:\\x", "C:x", ".hidden", "a\0", "a\0.json", "\0", " a", "a ",
        "a\n", "a%2Fb", "..%2fx", "a:b", "a*", "~", "~/x", "$HOME", "secret.params", "secret.params.json", new string('a', 101),
        "a\u202E", "a\ud800", "%00", "a?b", "a#b", "....//x", "file:///etc/passwd", "\\\\host\\share\\x",
        "a/b/c/d/e/f/g/h/i", string.Join('/', Enumerable.Repeat(new string('a', 70), 3)), "a/b.params",
    ];

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task What_cannot_be_a_name_is_unknown_and_touches_no_file(string name)
    {
        WorkflowName.Of(name).ShouldBeNull();
        var error = await Should.ThrowAsync<AppException>(() => new Untouchable().RequireAsync(name, default));
        (error.Kind, error.Code).ShouldBe((ErrorKind.NotFound, "unknown_workflow"));
    }

    [Theory]
    [InlineData("txt2img", "txt2img")]
    [InlineData("txt2img.json", "txt2img")]
    [InlineData("a.b-c_D.9", "a.b-c_D.9")]
    [InlineData("a..b", "a..b")]
    [InlineData("-", "-")]
    [InlineData("my flow (2)", "my flow (2)")]
    [InlineData("ä", "ä")]
    [InlineData("日本語.json", "日本語")]
    [InlineData("video/wan 2.2.json", "video/wan 2.2")]
    [InlineData("a.json.json", "a.json")]
    public void A_name_may_end_in_json(string asked, string name) => WorkflowName.Of(asked).ShouldBe(name);

    [Fact]
    public void A_name_has_at_most_100_characters()
    {
        var name = new string('a', 100);
        WorkflowName.Of(name).ShouldBe(name);
        WorkflowName.Of(name + ".json").ShouldBe(name);
    }

    [Fact]
    public async Task A_file_outside_the_folder_cannot_be_asked_for()
    {
        using var temporary = new TemporaryCatalog();
        File.WriteAllText(Path.Combine(temporary.Outside, "secret.json"), Samples.Graph("\"x\":1"));
        foreach (var name in (string[])["../secret", "flows/../../secret", Path.Combine(temporary.Outside, "secret")])
        {
            (await temporary.Catalog.FindAsync(name, default)).ShouldBeNull();
            (await Should.ThrowAsync<AppException>(() => temporary.Catalog.RequireAsync(name, default))).Code.ShouldBe("unknown_workflow");
        }
    }

    /// <summary>Knows names, but fails when asked for a workflow.</summary>
    private sealed class Untouchable : IWorkflowCatalog
    {
        public Task<CatalogEntry?> FindAsync(string name, CancellationToken cancellationToken) => throw new InvalidOperationException(name);

        public Task<IReadOnlyList<CatalogEntry>> ListAsync(CancellationToken cancellationToken) => throw new InvalidOperationException();

        public IReadOnlyList<string> Names() => ["txt2img"];

        public IReadOnlyList<IgnoredFile> Ignored() => [];
    }
}
