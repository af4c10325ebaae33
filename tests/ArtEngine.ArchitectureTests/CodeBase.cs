using ArchUnitNET.Domain;
using ArchUnitNET.Fluent;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace ArtEngine.ArchitectureTests;

/// <summary>Compiled code that rules are checked on: the service's own, or what is planted here to break each of them.</summary>
internal sealed class CodeBase(params IReadOnlyList<Assembly> assemblies)
{
    private readonly Lazy<Architecture> _architecture = new(() => new ArchLoader().LoadAssemblies([.. assemblies]).Build());

    public static CodeBase Service { get; } = new(House.ServiceAssemblies);

    /// <summary>A module of its own kind in <c>Planted/</c>.</summary>
    public static CodeBase Planted { get; } = new(typeof(CodeBase).Assembly);

    public const string PlantedModule = "ArtEngine.ArchitectureTests.Planted";

    public IReadOnlyList<Assembly> Assemblies { get; } = assemblies;

    public Architecture Architecture => _architecture.Value;

    /// <summary>The types that break the rule, without their namespaces, or why nothing was checked.</summary>
    public IReadOnlyList<string> Breakers(IArchRule rule) =>
    [
        .. rule.Evaluate(Architecture).Where(result => !result.Passed)
            .Select(result => result.EvaluatedObject is IType type ? ShortName(type.FullName) : result.Description)
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>The name without namespace and type parameters; of a nested type, its outermost one's.</summary>
    public static string ShortName(string fullName)
    {
        var outer = fullName.Split('+', '/', '`')[0];
        return outer[(outer.LastIndexOf('.') + 1)..];
    }
}
