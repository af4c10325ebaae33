using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ArtEngine.ArchitectureTests;

/// <summary>How large things may be, read from the source of <c>src</c>.</summary>
public sealed class SizeRules
{
    private const int MostMethodsOfAPort = 8;
    private const int MostParametersOfAConstructor = 6;
    private const int MostLinesOfAMethod = 60;

    /// <summary>Entities and the simulator's parts are made in one place each.</summary>
    private static readonly string[] FreeToTakeMore = ["/Domain/", "/src/Simulator/"];

    private static readonly Lazy<IReadOnlyList<(string Path, CompilationUnitSyntax Root)>> Sources = new(() =>
        [.. House.SourceFiles($"{House.Root}/src").Select(file => (file, Parse(File.ReadAllText(file))))]);

    [Fact]
    public void An_interface_has_few_methods() => All(LargePorts).ShouldBeEmpty();

    [Fact]
    public void A_constructor_has_few_parameters() => Sources.Value
        .Where(file => !FreeToTakeMore.Any(place => file.Path.Contains(place, StringComparison.Ordinal)))
        .SelectMany(file => WideConstructors(file.Root)).ShouldBeEmpty();

    [Fact]
    public void A_method_fits_on_a_screen() => All(LongMethods).ShouldBeEmpty();

    [Fact]
    public void A_file_has_one_type_or_one_family() =>
        Sources.Value.Where(file => IsCrowded(file.Root)).Select(file => Path.GetFileName(file.Path)).ShouldBeEmpty();

    [Fact]
    public void There_is_source_to_be_read() => Sources.Value.Count.ShouldBeGreaterThan(100);

    [Fact]
    public void Planted_source_breaks_each_of_them()
    {
        var methods = string.Concat(Enumerable.Range(0, MostMethodsOfAPort + 1).Select(number => $"void Do{number}();"));
        LargePorts(Parse($"interface IWide {{ {methods} }}")).ShouldBe(["IWide (9)"]);

        var parameters = string.Join(", ", Enumerable.Range(0, MostParametersOfAConstructor + 1).Select(number => $"int number{number}"));
        WideConstructors(Parse(
            $"class Primary({parameters}); class Plain {{ Plain({parameters}) {{ }} }} record Row({parameters}); " +
            $"class Heir({parameters}) : Base(number0);"))
            .ShouldBe(["Primary (7)", "Plain (7)"]);

        var lines = new string('\n', MostLinesOfAMethod);
        LongMethods(Parse(
            $"class Long {{ void Do() {{ {lines} }} int Get {{ get {{ {lines} return 1; }} }} void Fine() {{ }} int[] " +
            $"Table => [{lines}]; }}"))
            .ShouldBe(["Long.Do (61)", "Long.Get (61)"]);

        IsCrowded(Parse("class One; class Two;")).ShouldBeTrue();
        IsCrowded(Parse("class One; interface Two;")).ShouldBeTrue();
        IsCrowded(Parse("record AskQuery; class AskHandler; class Helper;")).ShouldBeTrue();
        IsCrowded(Parse("record AskQuery; class AskHandler; class AskValidator; record Answer; enum Kind { One }")).ShouldBeFalse();
        IsCrowded(Parse("interface IPort; record Row; enum Kind { One }")).ShouldBeFalse();
    }

    private static IEnumerable<string> All(Func<CompilationUnitSyntax, IEnumerable<string>> rule) =>
        Sources.Value.SelectMany(file => rule(file.Root));

    private static CompilationUnitSyntax Parse(string text) => CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot();

    private static IEnumerable<string> LargePorts(CompilationUnitSyntax file) =>
        from port in file.DescendantNodes().OfType<InterfaceDeclarationSyntax>()
        let methods = port.Members.OfType<MethodDeclarationSyntax>().Count()
        where methods > MostMethodsOfAPort
        select $"{port.Identifier.Text} ({methods})";

    /// <summary>
    /// Records are data: they may have as many columns as their rows. What is only handed to the base is the base's affair.
    /// </summary>
    private static IEnumerable<string> WideConstructors(CompilationUnitSyntax file) =>
        from type in file.DescendantNodes().OfType<TypeDeclarationSyntax>()
        where type is not RecordDeclarationSyntax
        let handedOn = type.BaseList?.Types.OfType<PrimaryConstructorBaseTypeSyntax>().SingleOrDefault()?.ArgumentList.Arguments.Count ?? 0
        from count in type.Members.OfType<ConstructorDeclarationSyntax>()
            .Select(constructor =>
                constructor.ParameterList.Parameters.Count - (constructor.Initializer?.ArgumentList.Arguments.Count ?? 0))
            .Prepend((type.ParameterList?.Parameters.Count ?? 0) - handedOn)
        where count > MostParametersOfAConstructor
        select $"{type.Identifier.Text} ({count})";

    /// <summary>
    /// From its name to its last brace; comments above and attributes do not count. A property that is one expression is a
    /// table.
    /// </summary>
    private static IEnumerable<string> LongMethods(CompilationUnitSyntax file) =>
        from member in file.DescendantNodes()
        where member is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax
        let start = member.ChildNodesAndTokens().First(part => !part.IsKind(SyntaxKind.AttributeList)).GetLocation()!.GetLineSpan()
            .StartLinePosition.Line
        let lines = member.GetLocation().GetLineSpan().EndLinePosition.Line - start + 1
        where lines > MostLinesOfAMethod
        select $"{member.FirstAncestorOrSelf<BaseTypeDeclarationSyntax>()!.Identifier.Text}.{NameOf(member)} ({lines})";

    private static string NameOf(SyntaxNode member) => member.AncestorsAndSelf()
        .Select(node => node is MethodDeclarationSyntax method
            ? method.Identifier.Text
            : (node as PropertyDeclarationSyntax)?.Identifier.Text)
        .FirstOrDefault(name => name is not null) ?? member.Kind().ToString();

    /// <summary>
    /// Records and enums are a family of their own or belong to the one type that works with them; a request brings its handler
    /// and validator.
    /// </summary>
    private static bool IsCrowded(CompilationUnitSyntax file)
    {
        var types = file.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax).ToList();
        var requests = types.OfType<RecordDeclarationSyntax>().Select(record => record.Identifier.Text)
            .Where(name => name.EndsWith("Command", StringComparison.Ordinal) || name.EndsWith("Query", StringComparison.Ordinal))
            .Select(name => name.Replace("Command", "", StringComparison.Ordinal).Replace("Query", "", StringComparison.Ordinal)).ToList();
        return types.Where(type => type is not (RecordDeclarationSyntax or EnumDeclarationSyntax))
            .Count(type => type is not ClassDeclarationSyntax named ||
                !requests.Contains(named.Identifier.Text.Replace("Validator", "", StringComparison.Ordinal))) > 1;
    }
}
