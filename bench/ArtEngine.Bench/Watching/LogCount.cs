using System.Globalization;
using System.Text.RegularExpressions;

namespace ArtEngine.Bench.Watching;

/// <summary>Warnings and errors in a host's log.</summary>
/// <param name="Lines">How many there are.</param>
/// <param name="MostInASecond">The most with the same second.</param>
/// <param name="Frequent">The most frequent, numbers and ids taken out, with how often.</param>
internal sealed partial record LogCount(int Lines, int MostInASecond, IReadOnlyList<string> Frequent)
{
    public static LogCount Of(string file)
    {
        var lines = File.ReadLines(file).Select(line => Warning().Match(line)).Where(match => match.Success).ToList();
        return new(
            lines.Count,
            lines.GroupBy(line => line.Groups["second"].Value).Select(second => second.Count()).DefaultIfEmpty().Max(),
            [
                .. lines.GroupBy(line => Varying().Replace(line.Groups["what"].Value, "#")).OrderByDescending(kind => kind.Count()).Take(12)
                    .Select(kind => string.Create(
                        CultureInfo.InvariantCulture, $"{kind.Count()} x {kind.Key[..Math.Min(240, kind.Key.Length)]}")),
            ]);
    }

    [GeneratedRegex(@"^(?<second>\d\d:\d\d:\d\d)\.\d+ (?<what>(warn|fail|crit): .*)")]
    private static partial Regex Warning();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]+")]
    private static partial Regex Varying();
}
