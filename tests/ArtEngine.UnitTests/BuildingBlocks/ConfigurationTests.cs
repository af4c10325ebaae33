using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.UnitTests.Fakes;
using Microsoft.Extensions.Configuration;

namespace ArtEngine.UnitTests.BuildingBlocks;

public sealed class ConfigurationTests
{
    private static readonly string[] Sources = ["config.ini", ".env", "environment", "command line"];

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void The_later_source_wins(int sources)
    {
        // A section of its own for each case: the environment belongs to the whole process.
        var section = $"PrecedenceOf{sources}";
        using var folder = new TemporaryFolder();
        folder.Write("config.ini", $"[{section}]\nKey = config.ini\nOther = untouched\n");
        if (sources > 1)
        {
            folder.Write(".env", $"{section}__Key=.env\n");
        }

        Environment.SetEnvironmentVariable($"{section}__Key", sources > 2 ? "environment" : null);
        var configuration = new ConfigurationBuilder()
            .AddArtEngineSources(folder.Path, sources > 3 ? [$"--{section}:Key=command line"] : []).Build();
        configuration[$"{section}:Key"].ShouldBe(Sources[sources - 1]);
        configuration[$"{section}:Other"].ShouldBe("untouched");
        Environment.SetEnvironmentVariable($"{section}__Key", null);
    }

    [Fact]
    public void Both_files_may_be_missing()
    {
        using var folder = new TemporaryFolder();
        new ConfigurationBuilder().AddArtEngineSources(folder.Path, []).Build()["No:Such:Key"].ShouldBeNull();
    }

    [Theory]
    [InlineData("NAME=value", "NAME", "value")]
    [InlineData("  NAME = value  ", "NAME", "value")]
    [InlineData("export NAME=value", "NAME", "value")]
    [InlineData("Fief__ClientIds__0=abc", "Fief:ClientIds:0", "abc")]
    [InlineData("NAME=\"a value\"", "NAME", "a value")]
    [InlineData("NAME='a # value'", "NAME", "a # value")]
    [InlineData("NAME=\"a # value\" # a comment", "NAME", "a # value")]
    [InlineData("NAME='value' # a comment", "NAME", "value")]
    [InlineData("NAME=value # a comment", "NAME", "value")]
    [InlineData("NAME=http://host/#part", "NAME", "http://host/#part")]
    [InlineData("NAME=a=b", "NAME", "a=b")]
    [InlineData("NAME=#fff", "NAME", "#fff")]
    [InlineData("NAME=\"{\"a\":1}\"", "NAME", "{\"a\":1}")]
    [InlineData("NAME=", "NAME", "")]
    [InlineData("NAME= # set this", "NAME", "")]
    [InlineData("NAME=\"", "NAME", "\"")]
    public void A_line_gives_a_name_and_a_value(string line, string name, string value)
    {
        using var folder = new TemporaryFolder();
        DotEnv.Read(folder.Write(".env", line)).ShouldBe([new(name, value)]);
    }

    [Theory, InlineData(""), InlineData("# NAME=value"), InlineData("NAME"), InlineData("=value"), InlineData("  # a=b")]
    public void Other_lines_give_nothing(string line)
    {
        using var folder = new TemporaryFolder();
        DotEnv.Read(folder.Write(".env", line)).ShouldBeEmpty();
    }

    [Fact]
    public void The_repository_root_holds_the_settings_whatever_the_working_directory_is()
    {
        var root = RepositoryRoot.Find();
        File.Exists(Path.Combine(root, "config.ini")).ShouldBeTrue();
        AppContext.BaseDirectory.ShouldStartWith(root);
    }

    [Fact]
    public void Asking_for_a_path_makes_its_folder()
    {
        using var folder = new TemporaryFolder();
        var path = new DataOptions { DataDirectory = folder.Path }.PathOf("keys", "deep", "key.pem");
        path.ShouldBe(Path.Combine(folder.Path, "keys", "deep", "key.pem"));
        Directory.Exists(Path.GetDirectoryName(path)).ShouldBeTrue();
        File.Exists(path).ShouldBeFalse();
    }
}
