using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ArtEngine.ArchitectureTests;

/// <summary>The compiler refuses what the lists name; a name that is written wrongly it passes over in silence.</summary>
public sealed class BannedSymbolRules
{
    private static readonly Lazy<Compilation> Platform = new(() => CSharpCompilation.Create(
        "Platform",
        references: ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal))
            .Select(file => MetadataReference.CreateFromFile(file))));

    [Theory, InlineData("BannedSymbols.txt"), InlineData("src/BannedSymbols.txt")]
    public void Every_name_on_the_list_is_known(string list)
    {
        var names = File.ReadLines(Path.Combine(House.Root, list)).Select(line => line.Split(';')[0]).ToList();
        names.ShouldNotBeEmpty();
        names.Where(IsUnknown).ShouldBeEmpty();
    }

    [Fact]
    public void A_name_that_is_written_wrongly_is_noticed() => IsUnknown("M:System.Threading.Thread.Sleep(System.Int23)").ShouldBeTrue();

    [Fact]
    public void Nobody_switches_it_off() => House.SourceFiles($"{House.Root}/src").Concat(House.SourceFiles($"{House.Root}/bench"))
        .Concat(House.ProjectFiles("src")).Concat(House.ProjectFiles("bench")).Append($"{House.Root}/.editorconfig")
        .Append($"{House.Root}/Directory.Build.props")
        .Where(file => File.ReadAllText(file).Contains("RS0030", StringComparison.Ordinal)).ShouldBeEmpty();

    private static bool IsUnknown(string id) => DocumentationCommentId.GetSymbolsForDeclarationId(id, Platform.Value).IsEmpty;
}
