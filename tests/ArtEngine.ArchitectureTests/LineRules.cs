namespace ArtEngine.ArchitectureTests;

/// <summary>A line fits beside another one on a screen, and a file is read in one sitting.</summary>
public sealed class LineRules
{
    /// <summary>The same as <c>max_line_length</c> in <c>.editorconfig</c>, which the compiler does not look at.</summary>
    private const int LongestLine = 140;

    private const int LongestFile = 500;

    /// <summary>Temporary: folders whose longer lines are still to be broken. Take one out when that is done.</summary>
    private static readonly string[] NotYetChecked =
    [
        "bench",
        "src/Modules/Generation",
        "tests",
    ];

    [Fact]
    public void No_line_is_longer_than_140_columns() => (
        from file in Files()
        where !NotYetChecked.Any(folder => file.StartsWith($"{folder}/", StringComparison.Ordinal))
        from line in File.ReadLines(Path.Combine(House.Root, file)).Index()
        where line.Item.Length > LongestLine
        select $"{file}:{line.Index + 1} has {line.Item.Length} columns").ShouldBeEmpty();

    [Fact]
    public void No_file_is_longer_than_500_lines() => (
        from file in Files()
        let lines = File.ReadLines(Path.Combine(House.Root, file)).Count()
        where lines > LongestFile
        select $"{file}:{LongestFile + 1} is in a file of {lines} lines").ShouldBeEmpty();

    [Fact]
    public void The_files_are_found() => Files().ShouldContain("src/Host/Program.cs");

    [Fact]
    public void Every_folder_that_is_not_checked_yet_has_longer_lines() => NotYetChecked.Where(folder => Files()
        .Where(file => file.StartsWith($"{folder}/", StringComparison.Ordinal))
        .All(file => File.ReadLines(Path.Combine(House.Root, file)).All(line => line.Length <= LongestLine))).ShouldBeEmpty();

    private static IEnumerable<string> Files() => new[] { "src", "tests", "bench" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(House.Root, folder), "*.cs", SearchOption.AllDirectories))
        .Select(file => Path.GetRelativePath(House.Root, file).Replace('\\', '/'))
        .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);
}
