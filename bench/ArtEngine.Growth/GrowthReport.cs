using System.Text;
using ArtEngine.Growth.Measuring;

namespace ArtEngine.Growth;

/// <summary>What came of a run: a table in Markdown.</summary>
/// <param name="Options">What was run.</param>
/// <param name="Results">The same figures for each size.</param>
internal sealed record GrowthReport(GrowthOptions Options, IReadOnlyList<IReadOnlyList<Figure>> Results)
{
    private IReadOnlyList<Figure> Base => Results[0];

    /// <summary>Costs that grew too much; a sentence each.</summary>
    public IReadOnlyList<string> Faults =>
    [
        .. Options.Sizes.Zip(Results).SelectMany(result => Base.Zip(result.Second)
            .Where(pair => HasGrown(pair.First, pair.Second))
            .Select(pair => $"At {result.First}: {pair.Second}, {Ratio(pair.First, pair.Second)} times what it is at {Options.Sizes[0]}.")),
    ];

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine();
        var database = Options.IsReal ? "PostgreSQL" : "SQLite";
        var title = $"{database}, {Environment.ProcessorCount} cores; waiting / ended jobs; median (99th percentile).";
        AppendTable(text, title, isProcessor: false);
        AppendTable(text, "Processor time of a call, host and database with all they do meanwhile, ms.", isProcessor: true);
        text.AppendLine(
            $"Judged are medians of requests and the processor at rest: at most {Options.Limit} times the first column. " +
            $"Differences below {Figure.NoiseMs} ms and {Figure.NoisePercent} % do not count.");
        foreach (var sentence in Faults)
        {
            text.AppendLine(sentence);
        }

        return text.ToString();
    }

    private void AppendTable(StringBuilder text, string title, bool isProcessor)
    {
        text.AppendLine(title).AppendLine();
        text.AppendLine($"| | {Options.Sizes[0]} |{string.Concat(Options.Sizes.Skip(1).Select(size => $" {size} | ratio |"))}");
        text.AppendLine($"|---|---|{string.Concat(Options.Sizes.Skip(1).Select(_ => "---|---|"))}");
        foreach (var (row, first) in Base.Index().Where(figure => figure.Item.IsProcessor == isProcessor))
        {
            var others = Results.Skip(1).Select(result => $" {result[row].Shown} | {Ratio(first, result[row])} |");
            text.AppendLine($"| {first.Name} | {first.Shown} |{string.Concat(others)}");
        }

        text.AppendLine();
    }

    private bool HasGrown(Figure first, Figure now) =>
        now.Noise is { } noise && now.Value - first.Value >= noise && now.Value > first.Value * Options.Limit;

    private static string Ratio(Figure first, Figure now) =>
        first.Value > 0 ? Figure.Round(now.Value / first.Value) : "–";
}
