using System.Security.Cryptography;
using System.Text;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Infrastructure.Files;

namespace ArtEngine.UnitTests.Workflows;

public sealed class FolderCatalogTests : IDisposable
{
    private static readonly DateTime LongAgo = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryCatalog _temporary = new();

    private FolderWorkflowCatalog Catalog => _temporary.Catalog;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task A_workflow_is_compiled_once_and_not_again()
    {
        _temporary.Write("a.json", Samples.Graph("\"x\":1"));
        var first = await Catalog.FindAsync("a", default);
        first!.Template.ShouldNotBeNull();
        (await Catalog.FindAsync("a", default)).ShouldBeSameAs(first);
        (await Catalog.ListAsync(default)).ShouldHaveSingleItem().ShouldBeSameAs(first);
    }

    [Fact]
    public async Task The_version_is_the_hash_of_both_files_and_changes_with_either()
    {
        var graph = Samples.Graph("\"x\":\"{{x}}\"");
        _temporary.Write("a.json", graph);
        (await Find("a")).Version.ShouldBe(Hash(graph));
        _temporary.Write("a.params.json", "{\"title\":\"T\"}");
        (await Find("a")).Version.ShouldBe(Hash(graph + "{\"title\":\"T\"}"));
        (await Find("a")).Template!.Title.ShouldBe("T");
        File.Delete(_temporary.PathOf("a.params.json"));
        (await Find("a")).Version.ShouldBe(Hash(graph));
    }

    [Fact]
    public async Task A_changed_file_is_read_again()
    {
        _temporary.Write("a.json", Samples.Graph("\"x\":1"), LongAgo);
        (await Find("a")).Template!.Fill().ShouldContain("\"x\":1");
        _temporary.Write("a.json", Samples.Graph("\"x\":2"), LongAgo.AddSeconds(1));
        (await Find("a")).Template!.Fill().ShouldContain("\"x\":2");
    }

    [Fact]
    public async Task A_file_just_written_is_not_trusted_to_show_its_next_change()
    {
        using var temporary = new TemporaryCatalog(isJustWritten: true);
        var now = DateTime.UtcNow;
        temporary.Write("a.json", Samples.Graph("\"x\":1"), now);
        var first = await temporary.Catalog.FindAsync("a", default);
        (await temporary.Catalog.FindAsync("a", default)).ShouldBeSameAs(first);

        // The same length and the same time: only reading it can tell.
        temporary.Write("a.json", Samples.Graph("\"x\":2"), now);
        (await temporary.Catalog.FindAsync("a", default))!.Template!.Fill().ShouldContain("\"x\":2");
    }

    [Fact]
    public async Task A_half_written_file_is_broken_until_it_is_whole()
    {
        var whole = Samples.Graph("\"x\":1");
        _temporary.Write("a.json", "");
        (await Find("a")).Reason.ShouldBe("The file is empty.");
        _temporary.Write("a.json", whole[..20]);
        (await Find("a")).Reason!.ShouldStartWith("It is not valid JSON: line 1, column ");
        _temporary.Write("a.json", whole);
        (await Find("a")).Reason.ShouldBeNull();
        File.Delete(_temporary.PathOf("a.json"));
        (await Catalog.FindAsync("a", default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_broken_file_is_listed_with_its_reason_and_breaks_nothing_else()
    {
        _temporary.Write("good.json", Samples.Graph("\"x\":1"));
        _temporary.Write("bad.json", "{");
        _temporary.Write("typo.json", Samples.Graph("\"x\":1"));
        _temporary.Write("typo.params.json", "{\"titel\":\"T\"}");
        _temporary.Write("what?.json", Samples.Graph("\"x\":1"));
        _temporary.Write("lost.params.json", "{}");
        _temporary.Write(".hidden.json", "{");
        _temporary.Write("README.md", "# Workflows");
        Directory.CreateDirectory(_temporary.PathOf("folder.json"));

        var list = await Catalog.ListAsync(default);
        list.Select(entry => entry.Name).ShouldBe(["bad", "good", "lost", "typo", "what?"]);
        list.Where(entry => entry.Template is not null).ShouldHaveSingleItem().Name.ShouldBe("good");
        Reason("bad").ShouldStartWith("It is not valid JSON");
        Reason("lost").ShouldBe("There is lost.params.json, but no lost.json beside it.");
        Reason("what?").ShouldStartWith("Its name may hold only letters");
        Reason("typo").ShouldContain("Did you mean \"title\"?");

        string Reason(string name) => list.Single(entry => entry.Name == name).Reason!;
    }

    [Fact]
    public async Task Names_may_have_spaces_any_script_and_folders()
    {
        Directory.CreateDirectory(_temporary.PathOf("video/new"));
        Directory.CreateDirectory(_temporary.PathOf(".git"));
        foreach (var name in (string[])["my flow (2)", "日本語のワークフロー", "क्षेत्र", "video/wan 2.2", "video/new/hunyuan", ".git/config"])
        {
            _temporary.Write($"{name}.json", Samples.Graph("\"x\":1"));
        }

        (await Catalog.ListAsync(default)).Select(entry => (entry.Name, entry.Reason)).ShouldBe(
            [("my flow (2)", null), ("video/new/hunyuan", null), ("video/wan 2.2", null), ("क्षेत्र", null), ("日本語のワークフロー", null)]);
        (await Find("video/wan 2.2")).Template!.Name.ShouldBe("video/wan 2.2");
    }

    [Fact]
    public void What_is_no_workflow_is_told_with_the_reason()
    {
        _temporary.Write("a.json", Samples.Graph("\"x\":1"));
        _temporary.Write("B.JSON", Samples.Graph("\"x\":1"));
        _temporary.Write("notes.txt", "x");
        _temporary.Write("README.md", "x");
        _temporary.Write(".hidden", "x");
        Catalog.Ignored().Select(one => $"{one.File}: {one.Reason}").ShouldBe(
            ["B.JSON: Its name must end in .json, in lower case.", "notes.txt: It is no workflow: \".txt\" is not .json, .png, .webp, .flac or .mp4."]);
    }

    [Fact]
    public async Task A_link_to_a_folder_is_not_followed()
    {
        Directory.CreateSymbolicLink(_temporary.PathOf("round"), _temporary.Folder);
        _temporary.Write("a.json", Samples.Graph("\"x\":1"));
        (await Catalog.ListAsync(default)).Select(entry => entry.Name).ShouldBe(["a"]);
        (await Catalog.FindAsync("round/a", default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_name_does_not_lead_out_of_the_folder_through_a_link()
    {
        using var elsewhere = new Fakes.TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(elsewhere.Path, "deep"));
        File.WriteAllText(Path.Combine(elsewhere.Path, "deep", "secret.json"), Samples.Graph("\"x\":1"));
        Directory.CreateSymbolicLink(_temporary.PathOf("out"), elsewhere.Path);
        (await Catalog.FindAsync("out/deep/secret", default)).ShouldBeNull();
        Directory.CreateSymbolicLink(_temporary.PathOf("out-deep"), Path.Combine(elsewhere.Path, "deep"));
        (await Catalog.FindAsync("out-deep/secret", default)).ShouldBeNull();
        File.Move(Path.Combine(elsewhere.Path, "deep", "secret.json"), Path.Combine(elsewhere.Path, "deep", "secret.params.json"));
        (await Catalog.FindAsync("out/deep/secret", default)).ShouldBeNull();
    }

    /// <summary>What is written there would not be found.</summary>
    [Fact]
    public async Task What_lies_behind_a_link_is_not_changed()
    {
        Directory.CreateDirectory(_temporary.PathOf("real"));
        _temporary.Write("real/a.json", Samples.Graph("\"x\":1"));
        Directory.CreateSymbolicLink(_temporary.PathOf("linked"), _temporary.PathOf("real"));
        (await Should.ThrowAsync<AppException>(_temporary.Store.DeleteAsync("linked/a", default))).Code.ShouldBe("workflow_in_folder");
        (await Catalog.FindAsync("real/a", default)).ShouldNotBeNull();
        (await _temporary.Store.DeleteAsync("real/a", default)).ShouldBeTrue();
        (await Catalog.FindAsync("real/a", default)).ShouldBeNull();
    }

    /// <summary>The name fits into a file system with <c>.json</c>, and not with what files beside it end with.</summary>
    [Theory]
    [InlineData(82)]
    [InlineData(100)]
    public async Task A_name_that_is_too_long_for_a_file_is_that_of_no_file(int length)
    {
        var name = new string('漢', length);
        if (OperatingSystem.IsLinux() && length == 82)
        {
            _temporary.Write($"{name}.json", Samples.Graph("\"x\":1"));
            (await Catalog.FindAsync(name, default))!.Reason.ShouldBeNull();
            return;
        }

        (await Catalog.FindAsync(name, default)).ShouldBeNull();
        (await Catalog.FindAsync($"{name}/x", default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_large_file_is_refused_without_being_parsed()
    {
        using var temporary = new TemporaryCatalog(maxFileBytes: 2_000);
        temporary.Write("a.json", Samples.Graph($"\"x\":\"{new string('x', 2_000)}\""));
        (await temporary.Catalog.FindAsync("a", default))!.Reason.ShouldBe("a.json is larger than 2000 bytes.");
    }

    [Fact]
    public async Task Workflows_beyond_the_limit_are_listed_as_broken()
    {
        using var temporary = new TemporaryCatalog(maxWorkflows: 2);
        foreach (var name in (string[])["a", "b", "c"])
        {
            temporary.Write($"{name}.json", Samples.Graph("\"x\":1"));
        }

        var list = await temporary.Catalog.ListAsync(default);
        list.Select(entry => entry.Reason is null).ShouldBe([true, true, false]);
        list[2].Reason!.ShouldContain("more than 2 workflows");
        File.Delete(temporary.PathOf("a.json"));
        (await temporary.Catalog.ListAsync(default)).ShouldAllBe(entry => entry.Reason == null);
    }

    [Fact]
    public async Task Links_inside_the_folder_are_followed_and_links_that_leave_it_are_not()
    {
        var secret = Path.Combine(_temporary.Outside, "secret.json");
        File.WriteAllText(secret, Samples.Graph("\"x\":1"));
        Directory.CreateDirectory(_temporary.PathOf("..v1"));
        _temporary.Write("..v1/a.json", Samples.Graph("\"x\":1"));
        Directory.CreateSymbolicLink(_temporary.PathOf("..data"), "..v1");
        Directory.CreateSymbolicLink(_temporary.PathOf("..out"), _temporary.Outside);
        Link("inside", "..data/a.json");
        Link("absolute", secret);
        Link("relative", "../secret.json");
        Link("through", "..out/secret.json");
        Link("circle", "circle.json");
        Link("dangling", "nowhere.json");

        (await Find("inside")).Template.ShouldNotBeNull();
        foreach (var name in (string[])["absolute", "relative", "through", "circle"])
        {
            (await Find(name)).Reason.ShouldBe($"{name}.json is a link that leads out of the folder of workflows; it is not followed.");
        }

        (await Find("dangling")).Reason.ShouldBe("dangling.json is a link to a file that is not there.");
    }

    [Fact]
    public async Task A_link_turned_to_another_file_is_a_change()
    {
        Directory.CreateDirectory(_temporary.PathOf("v"));
        _temporary.Write("v/1.json", Samples.Graph("\"x\":1"), LongAgo);
        _temporary.Write("v/2.json", Samples.Graph("\"x\":2"), LongAgo);
        Link("a", "v/1.json");
        (await Find("a")).Template!.Fill().ShouldContain("\"x\":1");
        File.Delete(_temporary.PathOf("a.json"));
        Link("a", "v/2.json");
        (await Find("a")).Template!.Fill().ShouldContain("\"x\":2");
    }

    [Fact]
    public async Task Readers_and_a_writer_at_once_see_only_whole_workflows()
    {
        _temporary.Write("a.json", Samples.Graph("\"x\":0"));
        var writer = Task.Run(() =>
        {
            for (var i = 1; i <= 100; i++)
            {
                _temporary.Write("a.json", Samples.Graph($"\"x\":{i}"));
            }
        });
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            do
            {
                var entry = await Find("a");
                (entry.Template is null).ShouldBe(entry.Reason is not null);
                entry.Template?.Fill().ShouldMatch("\"x\":[0-9]+}}}$");
            }
            while (!writer.IsCompleted);
        }));
        await Task.WhenAll([writer, .. readers]);
        (await Find("a")).Template!.Fill().ShouldBe(Samples.Graph("\"x\":100"));
    }

    [Fact]
    public void A_missing_folder_stops_the_start()
    {
        var check = new WorkflowOptionsValidator(new TemporaryCatalog.Environment(_temporary.Outside));
        check.Validate(null, new WorkflowOptions { Path = "flows" }).Succeeded.ShouldBeTrue();
        check.Validate(null, new WorkflowOptions { Path = _temporary.Folder }).Succeeded.ShouldBeTrue();
        check.Validate(null, new WorkflowOptions { Path = "nowhere" }).FailureMessage
            .ShouldBe(
                $"Workflows:Path: there is no folder '{Path.Combine(_temporary.Outside, "nowhere")}'. Create it or name another " +
                $"one.");
    }

    private async Task<ArtEngine.Workflows.Application.CatalogEntry> Find(string name) =>
        (await Catalog.FindAsync(name, default)).ShouldNotBeNull();

    private void Link(string name, string target) => File.CreateSymbolicLink(_temporary.PathOf($"{name}.json"), target);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
