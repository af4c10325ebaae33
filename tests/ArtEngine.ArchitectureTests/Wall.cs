using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Fluent;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace ArtEngine.ArchitectureTests;

/// <summary>Whatever lies in or below some namespaces does not use what lies in or below others.</summary>
internal sealed record Wall(IReadOnlyList<string> Inside, IReadOnlyList<string> Outside)
{
    public Wall(string inside, params IReadOnlyList<string> outside)
        : this([inside], outside)
    {
    }

    /// <summary>It fails, too, when there is nothing inside.</summary>
    private IArchRule Rule => Types().That().ResideInNamespaceMatching(Pattern(Inside))
        .Should().NotDependOnAny(Types(includeReferenced: true).That().ResideInNamespaceMatching(Pattern(Outside)));

    /// <summary>Who uses what across the wall, as <c>Type -> OtherType</c>.</summary>
    public IReadOnlyList<string> Breaches(CodeBase code) =>
        [.. SeenByArchUnit(code).Concat(UnseenByArchUnit(code)).Distinct().Order(StringComparer.Ordinal)];

    private IEnumerable<string> SeenByArchUnit(CodeBase code) =>
        from result in Rule.Evaluate(code.Architecture)
        where !result.Passed
        from breach in result.EvaluatedObject is IType type ? Breaches(type) : [result.Description]
        select breach;

    private IEnumerable<string> Breaches(IType type) => type.GetTypeDependencies().Where(used => LiesIn(Outside, used.Namespace.FullName))
        .Select(used => $"{CodeBase.ShortName(type.FullName)} -> {CodeBase.ShortName(used.FullName)}");

    private IEnumerable<string> UnseenByArchUnit(CodeBase code) =>
        from type in code.Assemblies.SelectMany(CodeReader.Read)
        where LiesIn(Inside, type.Namespace)
        from used in type.UsesUnseen
        where LiesIn(Outside, used[..Math.Max(0, used.LastIndexOf('.'))])
        select $"{CodeBase.ShortName(type.Name)} -> {CodeBase.ShortName(used)}";

    private static bool LiesIn(IReadOnlyList<string> places, string name) => Regex.IsMatch(name, Pattern(places));

    private static string Pattern(IReadOnlyList<string> places) => $@"^({string.Join('|', places.Select(Regex.Escape))})(\.|$)";
}
