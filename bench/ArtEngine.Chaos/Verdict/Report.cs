using System.Globalization;
using System.Text;
using System.Text.Json;
using ArtEngine.Bench.Callers;
using ArtEngine.Chaos.Trouble;

namespace ArtEngine.Chaos.Verdict;

/// <summary>What came of a run, for people (<see cref="ToString"/>) and programs.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Indented =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public required ChaosOptions Options { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Whether all jobs ended within the patience.</summary>
    public required bool IsOver { get; init; }

    public required IReadOnlyList<SentJob> Jobs { get; init; }

    /// <summary>The last look at each job, by id.</summary>
    public required IReadOnlyDictionary<string, JobLook> Looks { get; init; }

    public required IReadOnlyList<string> Illegal { get; init; }

    public required IReadOnlyList<string> PictureFaults { get; init; }

    /// <summary>Where the usage ledger is not the sum over the jobs.</summary>
    public required IReadOnlyList<string> LedgerFaults { get; init; }

    public required RenderCount Renders { get; init; }

    public required IReadOnlyList<Disturbance> Disturbances { get; init; }

    public required Moves Moves { get; init; }

    /// <summary>How often a node said what of itself.</summary>
    public required IReadOnlyDictionary<string, int> Health { get; init; }

    /// <summary>Lanes that stood still while a node said that all was well.</summary>
    public required IReadOnlyList<string> Standing { get; init; }

    public required IReadOnlyList<string> ReadyAtEnd { get; init; }

    public required IReadOnlyDictionary<string, int> Answers { get; init; }

    public required IReadOnlyList<string> Surprises { get; init; }

    public required int OwnEnds { get; init; }

    public required FreezeFinding? Freeze { get; init; }

    public int Accepted => Jobs.Count(job => job.Id is not null);

    /// <summary>Accepted, but not succeeded.</summary>
    public IReadOnlyList<string> Lost =>
    [
        .. Jobs.Where(job => job.Id is null || Looks.GetValueOrDefault(job.Id)?.Status != "succeeded")
            .Select(job => $"{job.Tag}: {(job.Id is null ? "never accepted" : LookOf(job.Id))}"),
    ];

    private string LookOf(string id) => Looks.GetValueOrDefault(id)?.ToString() ?? $"job {id} is not there";

    /// <summary>Accepted twice under one key.</summary>
    public int Strangers => Looks.Count - Accepted;

    /// <summary>Everything that must not be; a sentence each.</summary>
    public IReadOnlyList<string> Faults =>
    [
        .. Lost.Select(sentence => $"Lost: {sentence}"),
        .. Renders.Unexcused.Select(sentence => $"Rendered again without need: {sentence}"),
        .. PictureFaults.Select(sentence => $"Picture: {sentence}"),
        .. LedgerFaults.Select(sentence => $"Usage: {sentence}"),
        .. Illegal.Select(sentence => $"State: {sentence}"),
        .. Standing.Select(sentence => $"Stood still: {sentence}"),
        .. Freeze?.Strays.Select(sentence => $"Sent by the node that had lost the lane: {sentence}") ?? [],
        .. Strangers == 0 ? Array.Empty<string>() : [$"{Strangers} jobs more than were sent."],
    ];

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Options.Seed,
            Stack = Options.IsReal ? "real" : "embedded",
            Options.Nodes,
            Options.Servers,
            StepMs = Math.Round(Options.EffectiveStepMs),
            Seconds,
            Jobs = Jobs.Count,
            Accepted,
            IsOver,
            Lost,
            Renders,
            PictureFaults,
            LedgerFaults,
            Illegal,
            Disturbances,
            Moves,
            Health,
            Standing,
            ReadyAtEnd,
            Answers,
            Surprises,
            OwnEnds,
            Freeze,
            Faults = Faults.Count,
        },
        Indented);

    public override string ToString()
    {
        var text = new StringBuilder().AppendLine();
        Row("seed", $"{Options.Seed}");
        Row("stack",
            $"{(Options.IsReal ? "PostgreSQL, Redis, S3" : "embedded")}; {Options.Nodes} nodes, {Options.Servers} servers, " +
            $"{Options.EffectiveStepMs:0} ms a step");
        Row("took", $"{Seconds:0} s");
        Row("jobs accepted", $"{Accepted} of {Jobs.Count}");
        Row("disturbances", $"{Disturbances.Count}, {Disturbances.Count(disturbance => disturbance.HadWork)} of them while jobs were open");
        foreach (var kind in Disturbances.GroupBy(disturbance => disturbance.Kind).OrderByDescending(kind => kind.Count()))
        {
            Row(
                $"  {kind.Key}",
                $"{kind.Count()} ({string.Join(' ', kind.Select(one => one.Seconds.ToString("0.0", CultureInfo.InvariantCulture)))} s)");
        }

        Row("LOST", $"{Lost.Count}");
        Row("RENDERED AGAIN WITHOUT NEED", $"{Renders.Unexcused.Count}");
        Row("PICTURES MISSING OR MIXED UP", $"{PictureFaults.Count}");
        Row("USAGE THAT IS NOT THE JOBS'", $"{LedgerFaults.Count}");
        Row("STATES THAT MUST NOT BE", $"{Illegal.Count}");
        Row("renders begun", $"{Renders.Executions}, for {Renders.Prompts} prompts at servers ({Renders.Unknown} from nobody)");
        Row("  ended by a server's kill", $"{Renders.KilledWithServer}");
        Row("  ended, then gone with its history", $"{Renders.GoneWithHistory}, at most {Renders.GoneAfterSeconds:0.0} s after their end");
        Row("jobs rendered again, with need", $"{Renders.JobsRenderedAgain - Renders.Unexcused.Count}");
        Row("dead node's lane, on another node", Spread(Moves.LanesToOtherNode));
        Row("  since another node could take it", Spread(Moves.LanesTaken));
        Row("dead node's lane, back by itself", Spread(Moves.LanesBack));
        Row("dead server's job, to another", Spread(Moves.JobsToOtherServer));
        Row("dead server's job, to the same", Spread(Moves.JobsToSameServer));
        Row("LANES THAT STOOD, SAID TO BE WELL", $"{Standing.Count}");
        Row("/health/ready meanwhile", Counts(Health));
        Row("/health/ready at the end", string.Join(", ", ReadyAtEnd));
        Row("answers to callers", Counts(Answers));
        Row("nodes ended by themselves", $"{OwnEnds} times");
        if (Freeze is { } freeze)
        {
            Row("frozen",
                $"node {freeze.Node}, driving {freeze.Lanes.Count} of {Options.Servers} servers; taken over after " +
                $"{string.Join(' ', freeze.TakenOverAfter)} s");
            Row("jobs ended before, after the thaw", $"{freeze.EndedBeforeThaw}, {freeze.EndedAfterThaw}");
            Row("prompts to moved lanes after it", $"{freeze.PromptsAfterThaw}, {freeze.Strays.Count} of them stray");
            Row("attempts told, sent, at servers", $"{freeze.Attempts}, {freeze.PromptsSent}, {freeze.PromptsAtServers}");
        }

        foreach (var sentence in Faults.Concat(Surprises.Select(surprise => $"Answer: {surprise}")))
        {
            text.AppendLine(sentence);
        }

        return text.ToString();

        void Row(string name, string value) => text.Append(name.PadRight(36)).AppendLine(value);
    }

    private static string Spread(IReadOnlyList<double> seconds) => seconds.Count == 0
        ? "not seen"
        : $"{seconds.Count} times, median {seconds.Order().ElementAt(seconds.Count / 2):0.0} s, longest {seconds.Max():0.0} s";

    private static string Counts(IReadOnlyDictionary<string, int> counts) =>
        string.Join(", ", counts.Select(count => $"{count.Key}: {count.Value}"));
}
