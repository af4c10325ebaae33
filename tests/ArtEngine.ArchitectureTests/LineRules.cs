using System.Text.RegularExpressions;

namespace ArtEngine.ArchitectureTests;

/// <summary>A line fits beside another one on a screen, and a file is read in one sitting.</summary>
public sealed partial class LineRules
{
    /// <summary>The same as <c>max_line_length</c> in <c>.editorconfig</c>, which the compiler does not look at.</summary>
    private const int LongestLine = 140;

    private const int LongestFile = 500;

    [Fact]
    public void No_line_is_longer_than_140_columns() => (
        from file in Files()
        from line in File.ReadLines(Path.Combine(House.Root, file)).Index()
        let width = WidthOf(file, line.Item)
        where width > LongestLine
        select $"{file}:{line.Index + 1} has {width} columns").ShouldBeEmpty();

    [Fact]
    public void No_file_is_longer_than_500_lines() => (
        from file in Files()
        let lines = File.ReadLines(Path.Combine(House.Root, file)).Count()
        where lines > LongestFile
        select $"{file}:{LongestFile + 1} is in a file of {lines} lines").ShouldBeEmpty();

    [Fact]
    public void The_files_are_found() => Files().ShouldContain("src/Host/Program.cs");

    /// <summary>Data of tests, which stands between quotation marks, is left as it is.</summary>
    private static int WidthOf(string file, string line) =>
        file.StartsWith("tests/", StringComparison.Ordinal) ? Quoted().Replace(line, "\"\"").Length : line.Length;

    [GeneratedRegex(""" \"{3,}.*?\"{3,} | "(\\.|[^"\\])*" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Quoted();

    private static IEnumerable<string> Files() => new[] { "src", "tests", "bench" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(House.Root, folder), "*.cs", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(House.Root, file).Replace('\\', '/'))
        .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);
}
