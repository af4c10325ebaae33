using ArtEngine.BuildingBlocks.Infrastructure;

namespace ArtEngine.ArchitectureTests;

/// <summary>Folders use each other one way.</summary>
public sealed class FolderRules
{
    /// <summary>They stand in the root of their assembly and put the whole together; nothing else may use in both directions.</summary>
    private static readonly string[] Wiring =
        ["BuildingBlocksSetup", "Composition", "Program", "Simulator", "SimulatorProgram", .. House.ServiceAssemblies
            .SelectMany(House.Written).Where(type => type.IsAssignableTo(typeof(IModule))).Select(type => type.Name)];

    public static TheoryData<string> Assemblies =>
        [.. ((IEnumerable<object[]>)House.Assemblies).Select(row => (string)row[0]), House.Simulator];

    [Theory, MemberData(nameof(Assemblies))]
    public void There_are_no_cycles(string assembly)
    {
        var graph = new FolderGraph(House.AssemblyOf(assembly), assembly, Path.GetDirectoryName(House.ProjectFile(assembly))!, Wiring);
        graph.Folders.ShouldBePositive();
        graph.Cycles().ShouldBeEmpty();
    }

    [Fact]
    public void Planted_cycles_are_found() => new FolderGraph(
            typeof(FolderRules).Assembly, $"{CodeBase.PlantedModule}.Folders", $"{House.Root}/tests/ArtEngine.ArchitectureTests/Planted/Folders", [])
        .Cycles().ShouldBe(["Below <-> Below.Inside", "First <-> Second <-> Third", "Left <-> Right"]);
}
