using System.Reflection;
using System.Xml.Linq;
using ArtEngine.Host;

namespace ArtEngine.ArchitectureTests;

/// <summary>What the rules are about: the host's modules, their assemblies and projects.</summary>
internal static class House
{
    /// <summary>A tool beside the service.</summary>
    public const string Simulator = "ArtEngine.ComfySimulator";

    public static readonly string[] Layers = ["Api", "Application", "Domain", "Infrastructure"];

    /// <summary>Read from the host, so that a new module is under the rules the moment it is switched on.</summary>
    public static TheoryData<string> Modules => [.. Composition.Modules.Select(module => module.GetType().Namespace!)];

    /// <summary>Every assembly of the service itself; the simulator is a tool beside it.</summary>
    public static TheoryData<string> Assemblies =>
    [
        .. Composition.Modules.Select(module => module.GetType().Namespace!),
        .. Contracts.Select(assembly => assembly.GetName().Name!),
        "ArtEngine.BuildingBlocks",
        "ArtEngine.BuildingBlocks.Infrastructure",
        "ArtEngine.Host",
    ];

    public static IReadOnlyList<Assembly> ServiceAssemblies =>
        [.. ((IEnumerable<object[]>)Assemblies).Select(row => AssemblyOf((string)row[0]))];

    public static string Root { get; } = FindRoot(new(AppContext.BaseDirectory));

    public static IReadOnlyList<Assembly> ModuleAssemblies => [.. Composition.Modules.Select(module => module.GetType().Assembly)];

    /// <summary>The namespaces of a module's layers.</summary>
    public static IEnumerable<string> LayersOf(string module) => Layers.Select(layer => $"{module}.{layer}");

    public static IReadOnlyList<Assembly> Contracts =>
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "ArtEngine.*.Contracts.dll")
            .Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal).Select(name => Assembly.Load(name!)),
    ];

    public static Assembly AssemblyOf(string name) => Assembly.Load(name);

    /// <summary>The types that people wrote; what compilers add has names that nobody can write.</summary>
    public static IEnumerable<Type> Written(Assembly assembly) =>
        assembly.GetTypes().Where(type => !type.FullName!.Contains('<', StringComparison.Ordinal));

    public static IEnumerable<string> ProjectFiles(string under) =>
        Directory.EnumerateFiles(Path.Combine(Root, under), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>What people wrote in C#.</summary>
    public static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public static string ProjectFile(string assembly) =>
        ProjectFiles("src").Single(file => Path.GetFileNameWithoutExtension(file) == assembly);

    /// <summary>The values of a project's items of one kind, for example <c>ProjectReference</c>.</summary>
    public static IEnumerable<string> Items(string projectFile, string kind) =>
        XDocument.Load(projectFile).Descendants(kind).Select(item => item.Attribute("Include")?.Value ?? "")
            .Where(value => value.Length > 0);

    /// <summary>The files that a project refers to, as full paths.</summary>
    public static IEnumerable<string> ReferencedProjects(string projectFile) => Items(projectFile, "ProjectReference")
        .Select(path => Path.GetFullPath(path.Replace('\\', '/'), Path.GetDirectoryName(projectFile)!));

    private static string FindRoot(DirectoryInfo folder) => File.Exists(Path.Combine(folder.FullName, "ArtEngine.sln"))
        ? folder.FullName
        : FindRoot(folder.Parent ?? throw new InvalidOperationException("The tests do not run below the folder of ArtEngine.sln."));
}
