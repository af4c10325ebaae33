using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.Host;

namespace ArtEngine.ArchitectureTests;

/// <summary>Modules show nothing of themselves but their switch and their Contracts.</summary>
public sealed class ModuleRules
{
    private const string BuildingBlocks = "ArtEngine.BuildingBlocks";

    public static TheoryData<string> Modules => House.Modules;

    public static TheoryData<string> Contracts => [.. House.Contracts.Select(assembly => assembly.GetName().Name!)];

    [Theory, MemberData(nameof(Modules))]
    public void Rule_1_only_the_modules_switch_is_public(string module) => House.AssemblyOf(module).GetExportedTypes()
        .Where(type => !type.IsAssignableTo(typeof(IModule))).Select(type => type.FullName).ShouldBeEmpty();

    [Theory, MemberData(nameof(Modules))]
    public void Rule_5_a_modules_assembly_refers_to_other_modules_as_Contracts_only(string module) => House.AssemblyOf(module)
        .GetReferencedAssemblies().Select(name => name.Name!)
        .Where(name => name.StartsWith("ArtEngine.", StringComparison.Ordinal))
        .Where(name => name is not (BuildingBlocks or $"{BuildingBlocks}.Infrastructure") && !name.EndsWith(".Contracts", StringComparison.Ordinal))
        .Select(name => $"{module} -> {name}").ShouldBeEmpty();

    [Theory, MemberData(nameof(Contracts))]
    public void Rule_6_Contracts_refer_to_the_building_blocks_alone(string contracts)
    {
        // MediatR comes with the building blocks: requests and facts are its interfaces.
        House.AssemblyOf(contracts).GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not (BuildingBlocks or "MediatR"))
            .Select(name => $"{contracts} -> {name}").ShouldBeEmpty();
        var project = House.ProjectFile(contracts);
        House.ReferencedProjects(project).ShouldBe([House.ProjectFile(BuildingBlocks)]);
        House.Items(project, "PackageReference").Concat(House.Items(project, "FrameworkReference")).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Contracts))]
    public void Rule_6_Contracts_hold_records_enums_and_interfaces_only(string contracts) => House.Written(House.AssemblyOf(contracts))
        .Where(type => !type.IsEnum && !type.IsInterface && !IsRecord(type)).Select(type => type.FullName).ShouldBeEmpty();

    [Theory, MemberData(nameof(Modules))]
    public void Rule_12_a_modules_project_names_other_modules_under_Contracts_only(string module)
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
    public void Every_module_in_the_source_tree_is_in_the_hosts_list()
    {
        var switchedOn = Composition.Modules.Select(module => module.GetType().Namespace!).Order();
        Directory.EnumerateDirectories($"{House.Root}/src/Modules").Select(folder => $"ArtEngine.{Path.GetFileName(folder)}").Order().ShouldBe(switchedOn);
    }

    [Fact]
    public void Every_Contracts_project_is_under_the_rules() => House.ProjectFiles("src/Modules").Select(Path.GetFileNameWithoutExtension)
        .Where(name => name!.EndsWith(".Contracts", StringComparison.Ordinal)).Order()
        .ShouldBe(House.Contracts.Select(assembly => assembly.GetName().Name).Order());

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null ||
        (type.IsValueType && type.GetMethod("PrintMembers", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance) is not null);
}
