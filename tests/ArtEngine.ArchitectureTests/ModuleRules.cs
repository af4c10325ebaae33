using ArchUnitNET.Fluent;
using ArchUnitNET.xUnit;
using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.Host;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace ArtEngine.ArchitectureTests;

/// <summary>Modules show nothing of themselves but their switch and their Contracts.</summary>
public sealed class ModuleRules
{
    private const string BuildingBlocks = "ArtEngine.BuildingBlocks";

    public static TheoryData<string> Modules => House.Modules;

    public static TheoryData<string> Contracts => [.. House.Contracts.Select(assembly => assembly.GetName().Name!)];

    private static IEnumerable<string> ModuleNames => Composition.Modules.Select(module => module.GetType().Namespace!);

    [Theory, MemberData(nameof(Modules))]
    public void Only_the_modules_switch_is_public(string module)
    {
        PublicTypesAreSwitches(module).Check(CodeBase.Service.Architecture);
        House.Written(House.AssemblyOf(module)).Count(type => type.IsAssignableTo(typeof(IModule))).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Modules))]
    public void A_module_uses_no_layer_of_another_one(string module) =>
        WallBetween(module, ModuleNames.Where(other => other != module)).Breaches(CodeBase.Service).ShouldBeEmpty();

    [Theory, MemberData(nameof(Modules))]
    public void A_modules_assembly_refers_to_other_modules_as_Contracts_only(string module) => House.AssemblyOf(module)
        .GetReferencedAssemblies().Select(name => name.Name!)
        .Where(name => name.StartsWith("ArtEngine.", StringComparison.Ordinal))
        .Where(name => name is not (BuildingBlocks or $"{BuildingBlocks}.Infrastructure") &&
            !name.EndsWith(".Contracts", StringComparison.Ordinal))
        .Select(name => $"{module} -> {name}").ShouldBeEmpty();

    [Theory, MemberData(nameof(Contracts))]
    public void Contracts_refer_to_the_building_blocks_alone(string contracts)
    {
        // MediatR comes with the building blocks: requests and events are its interfaces.
        House.AssemblyOf(contracts).GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not (BuildingBlocks or "MediatR"))
            .Select(name => $"{contracts} -> {name}").ShouldBeEmpty();
        var project = House.ProjectFile(contracts);
        House.ReferencedProjects(project).ShouldBe([House.ProjectFile(BuildingBlocks)]);
        House.Items(project, "PackageReference").Concat(House.Items(project, "FrameworkReference")).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Contracts))]
    public void Contracts_hold_records_enums_and_interfaces_only(string contracts) =>
        ClassesAreRecords(contracts).Check(CodeBase.Service.Architecture);

    [Theory, MemberData(nameof(Modules))]
    public void A_modules_project_names_other_modules_under_Contracts_only(string module)
    {
        // The compiler leaves out references that nothing uses, so the assembly alone does not tell.
        var project = House.ProjectFile(module);
        var modules = $"{House.Root}/src/Modules/";
        House.ReferencedProjects(project)
            .Where(path => !path.StartsWith($"{House.Root}/src/BuildingBlocks/", StringComparison.Ordinal))
            .Where(path => !path.StartsWith(modules, StringComparison.Ordinal) || !path.Contains("/Contracts/", StringComparison.Ordinal))
            .Select(path => $"{module} -> {path}").ShouldBeEmpty();
    }

    [Fact]
    public void Every_module_in_the_source_tree_is_in_the_hosts_list() =>
        Directory.EnumerateDirectories($"{House.Root}/src/Modules").Select(folder => $"ArtEngine.{Path.GetFileName(folder)}").Order()
            .ShouldBe(ModuleNames.Order());

    [Fact]
    public void Every_Contracts_project_is_under_the_rules() => House.ProjectFiles("src/Modules").Select(Path.GetFileNameWithoutExtension)
        .Where(name => name!.EndsWith(".Contracts", StringComparison.Ordinal)).Order()
        .ShouldBe(House.Contracts.Select(assembly => assembly.GetName().Name).Order());

    [Fact]
    public void Planted_code_breaks_what_compiled_code_is_asked_for()
    {
        const string Module = CodeBase.PlantedModule;
        CodeBase.Planted.Breakers(PublicTypesAreSwitches(Module)).ShouldBe(["LeftOpen", "ShownToAll"]);
        CodeBase.Planted.Breakers(ClassesAreRecords($"{Module}.Contracts")).ShouldBe(["NoRecord"]);
        WallBetween(Module, [$"{Module}.Neighbour"]).Breaches(CodeBase.Planted).ShouldBe(["CallsANeighbour -> Private"]);
    }

    private static IArchRule PublicTypesAreSwitches(string module) => Types().That()
        .ResideInNamespaceMatching($@"^{module}(\.(?!Contracts)|$)").And().AreNotNested().And().ArePublic()
        .Should().BeAssignableTo(typeof(IModule));

    private static IArchRule ClassesAreRecords(string contracts) =>
        Classes().That().ResideInNamespaceMatching($@"^{contracts}(\.|$)").Should().BeRecord();

    private static Wall WallBetween(string module, IEnumerable<string> others) =>
        new([.. House.LayersOf(module)], [.. others.SelectMany(House.LayersOf)]);
}
