using System.Text.RegularExpressions;

namespace ArtEngine.ArchitectureTests;

/// <summary>What the projects refer to.</summary>
public sealed partial class SolutionRules
{
    private const string BuildingBlocks = "ArtEngine.BuildingBlocks";

    [Theory, InlineData("src"), InlineData("tests"), InlineData("bench")]
    public void Every_project_is_in_the_solution(string folder)
    {
        var listed = ProjectPath().Matches(File.ReadAllText($"{House.Root}/ArtEngine.sln"))
            .Select(match => Path.GetFullPath(match.Groups[1].Value.Replace('\\', '/'), House.Root));
        House.ProjectFiles(folder).Except(listed).ShouldBeEmpty();
    }

    [Fact]
    public void The_building_blocks_abstractions_refer_to_MediatR_alone()
    {
        var project = House.ProjectFile(BuildingBlocks);
        House.ReferencedProjects(project).ShouldBeEmpty();
        House.Items(project, "PackageReference").ShouldBe(["MediatR"]);
        House.Items(project, "FrameworkReference").ShouldBeEmpty();
        House.AssemblyOf(BuildingBlocks).GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name != "MediatR" && !name.StartsWith("System.", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Nobody_but_the_host_knows_the_simulator() => House.ProjectFiles("src")
        .Where(project => House.ReferencedProjects(project).Contains(House.ProjectFile("ArtEngine.ComfySimulator")))
        .ShouldBe([House.ProjectFile("ArtEngine.Host")]);

    [GeneratedRegex(@"^Project\([^)]*\) = ""[^""]*"", ""([^""]*\.csproj)""", RegexOptions.Multiline)]
    private static partial Regex ProjectPath();
}
