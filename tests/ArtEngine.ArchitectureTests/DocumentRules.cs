using System.Text.RegularExpressions;

namespace ArtEngine.ArchitectureTests;

/// <summary>What holds the documents together: links that lead somewhere, decisions that are dated and listed.</summary>
public sealed partial class DocumentRules
{
    private static readonly string Decisions = Path.Combine(House.Root, "docs", "adr");

    [Fact]
    public void Every_link_leads_to_a_file_and_a_heading_that_are_there() => Documents().SelectMany(BrokenLinks).ShouldBeEmpty();

    [Fact]
    public void Every_decision_has_a_number_a_date_and_a_status_and_is_listed_with_them()
    {
        var rows = Row().Matches(File.ReadAllText(Path.Combine(Decisions, "README.md")))
            .ToDictionary(row => row.Groups["file"].Value, row => row.Groups);
        var files = Directory.EnumerateFiles(Decisions, "????-*.md").Order(StringComparer.Ordinal).ToList();

        files.ShouldNotBeEmpty();
        rows.Keys.ShouldBe(files.Select(file => Path.GetFileName(file)), "docs/adr/README.md lists every decision in order");
        foreach (var (file, row) in files.Zip(rows.Values))
        {
            var head = Head().Match(File.ReadAllText(file));
            head.Success.ShouldBeTrue($"{file} begins with its title, '- Date: yyyy-mm-dd' and '- Status: ...'");
            Path.GetFileName(file).ShouldStartWith(head.Groups["number"].Value.PadLeft(4, '0'));
            foreach (var part in new[] { "number", "title", "date", "status" })
            {
                row[part].Value.ShouldBe(
                    head.Groups[part].Value, $"docs/adr/README.md says of {Path.GetFileName(file)} what its head says");
            }
        }
    }

    /// <summary>The hops of each way through the house are types, folders or requests that are there.</summary>
    [Fact]
    public void What_the_architecture_names_is_in_the_source()
    {
        var files = House.SourceFiles(Path.Combine(House.Root, "src")).ToList();
        var source = string.Join('\n', files.Select(File.ReadAllText));
        var page = File.ReadAllText(Path.Combine(House.Root, "docs", "architecture.md"));
        var names = Hop().Matches(page[page.IndexOf("## Ways through", StringComparison.Ordinal)..])
            .Select(match => match.Groups["name"].Value).Distinct().ToList();
        names.Count.ShouldBeGreaterThan(40);
        names.Where(name => !Regex.IsMatch(source, $@"\b(class|interface|record|struct|enum)\s+{name}(Command)?\b")).ShouldBeEmpty();
    }

    /// <summary>An arrow leads from a type, or the types behind a port, to one whose name, request or port their source has.</summary>
    [Fact]
    public void Each_arrow_of_the_architecture_is_a_call_in_the_source()
    {
        var page = File.ReadAllText(Path.Combine(House.Root, "docs", "architecture.md"));
        var sources = House.SourceFiles(Path.Combine(House.Root, "src")).Select(File.ReadAllText).ToList();
        var arrows = Arrow().Matches(page[page.IndexOf("## Ways through", StringComparison.Ordinal)..])
            .Select(match => (From: match.Groups["from"].Value, To: match.Groups["to"].Value)).ToList();
        arrows.Count.ShouldBeGreaterThan(15);
        arrows.Where(arrow => !IsCall(arrow.From, arrow.To, sources)).ShouldBeEmpty();
    }

    private static bool IsCall(string from, string to, IReadOnlyList<string> sources)
    {
        var ports = sources.SelectMany(source => Regex.Matches(source, $@"\b(class|record)\s+{to}\b[^{{;:]*:(?<bases>[^{{;]*)"))
            .SelectMany(head => Port().Matches(head.Groups["bases"].Value)).Select(port => port.Value);
        var callee = string.Join('|', ports.Append($"{to}(Command|Query)?"));
        var caller = $@"\b(class|record)\s+({from}(Command|Query)?\b|\w+[^{{;:]*:[^{{;]*\b{from}\b)";
        return sources.Where(source => Regex.IsMatch(source, caller)).Any(source => Regex.IsMatch(source, $@"\b({callee})\b"));
    }

    [GeneratedRegex(@"\bI[A-Z]\w+")]
    private static partial Regex Port();

    [GeneratedRegex(@"`([A-Za-z]+/)*(?<from>[A-Z]\w{3,})`(\s\(`\w+`\))?\s→\s(?=`([A-Za-z]+/)*(?<to>[A-Z]\w{3,})`)")]
    private static partial Regex Arrow();

    /// <summary>A name between backquotes, perhaps behind its folder.</summary>
    [GeneratedRegex(@"`(?:[A-Za-z]+/)*(?<name>[A-Z][A-Za-z0-9]{3,})`")]
    private static partial Regex Hop();

    private static IEnumerable<string> Documents() => Directory.EnumerateFiles(House.Root, "*.md")
        .Concat(new[] { "docs", "comfy", "bench", ".github" }.SelectMany(folder =>
            Directory.EnumerateFiles(Path.Combine(House.Root, folder), "*.md", SearchOption.AllDirectories)));

    private static IEnumerable<string> BrokenLinks(string document) =>
        from link in Link().Matches(Code().Replace(File.ReadAllText(document), ""))
        let parts = link.Groups[1].Value.Split('#')
        let target = parts[0].Length == 0 ? document : Path.GetFullPath(parts[0], Path.GetDirectoryName(document)!)
        where !Path.Exists(target) || (parts.Length > 1 && !HeadingsOf(target).Contains(parts[1]))
        select $"{Path.GetRelativePath(House.Root, document)}: {link.Groups[1].Value}";

    // As GitHub makes them: lower case, no punctuation, hyphens for spaces.
    private static IEnumerable<string> HeadingsOf(string document) => Heading().Matches(File.ReadAllText(document))
        .Select(heading => Punctuation().Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    // Only links within the repository: no scheme.
    [GeneratedRegex(@"\]\((?![a-z]+:)([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]*`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"\A# (?<number>\d+)\. (?<title>.+)\n\n- Date: (?<date>\d{4}-\d\d-\d\d)\n- Status: (?<status>[^:\n]+).*\n\n")]
    private static partial Regex Head();

    [GeneratedRegex(@"^\| (?<number>\d+) \| \[(?<title>.+)\]\((?<file>[^)]+)\) \| (?<date>[^|]+) \| (?<status>[^|]+) \|$",
        RegexOptions.Multiline)]
    private static partial Regex Row();
}
