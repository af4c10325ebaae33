using System.Globalization;
using ArtEngine.Bench.Callers;
using ArtEngine.Chaos.Stage;
using ArtEngine.Chaos.Trouble;

namespace ArtEngine.Chaos.Verdict;

/// <summary>How often each job was rendered, counted at the servers.</summary>
/// <param name="Prompts">Prompts that reached a server.</param>
/// <param name="Executions">Renders that were begun.</param>
/// <param name="KilledWithServer">Renders that a killed server had not ended.</param>
/// <param name="GoneWithHistory">Renders that a killed server had ended, but of which it could tell nobody any more.</param>
/// <param name="GoneAfterSeconds">The longest time that one of these waited to be fetched.</param>
/// <param name="JobsRenderedAgain">Jobs with more than one render.</param>
/// <param name="Unexcused">Those among them where the server still had the earlier one; a sentence each.</param>
/// <param name="Unknown">Prompts at servers that no node was seen to send.</param>
internal sealed record RenderCount(
    int Prompts, int Executions, int KilledWithServer, int GoneWithHistory, double GoneAfterSeconds, int JobsRenderedAgain,
    IReadOnlyList<string> Unexcused, int Unknown)
{
    public static RenderCount Of(
        IReadOnlyList<SentJob> jobs, IReadOnlyList<Passage> passages, IReadOnlyList<Life> lives, IReadOnlyList<Disturbance> disturbances)
    {
        var sent = passages.Where(passage => passage.PromptId is not null).GroupBy(passage => passage.PromptId!)
            .ToDictionary(group => group.Key, group => group.First());
        var runs = lives.SelectMany(
            life => life.Renders.Select(render => new Run(render.Key, life, render.Value, sent.GetValueOrDefault(render.Key)))).ToList();
        var begun = runs.Where(run => run.Entry.Executions > 0).ToList();
        var again = begun.Where(run => run.Sent is not null).GroupBy(run => run.Sent!.Tag!)
            .Where(renders => renders.Sum(run => run.Entry.Executions) > 1)
            .Select(renders => renders.OrderBy(run => run.Entry.TReceived).ToList()).ToList();
        var gone = again.SelectMany(renders => renders.SkipLast(1))
            .Where(run => run.Life.KilledAt is not null && run.Entry.TEnd is not null).ToList();
        var ids = jobs.ToDictionary(job => job.Tag, job => job.Id);
        return new(
            runs.Count,
            begun.Sum(run => run.Entry.Executions),
            begun.Count(run => run.Life.KilledAt is not null && run.Entry.TEnd is null),
            gone.Count,
            Math.Round(gone.Select(run => (run.Life.KilledAt - run.Entry.TEnd)!.Value.TotalSeconds).DefaultIfEmpty(0).Max(), 1),
            again.Count,
            [.. again.Where(renders => !IsExcused(renders, disturbances))
                .Select(renders => Describe(renders, ids[renders[0].Sent!.Tag!], disturbances))],
            runs.Count(run => run.Sent is null));
    }

    /// <summary>
    /// Each render but the last was at a server that was killed, or answered hostilely, and only then the next one was sent.
    /// </summary>
    private static bool IsExcused(List<Run> inOrder, IReadOnlyList<Disturbance> disturbances) =>
        inOrder.TrueForAll(run => run.Entry.Executions == 1)
        && inOrder.Zip(inOrder.Skip(1)).All(pair => pair.Second.Entry.TReceived is { } next
            && (next >= pair.First.Life.KilledAt || disturbances.Any(disturbance => WasDenied(pair.First, next, disturbance))));

    /// <summary>What a server says of a render while it is hostile is no proof of anything.</summary>
    private static bool WasDenied(Run run, DateTimeOffset next, Disturbance disturbance) => disturbance.Kind == "hostile-server"
        && disturbance.Number == run.Life.Server && disturbance.At < next && disturbance.Until > run.Entry.TReceived;

    private static string Describe(List<Run> inOrder, string? jobId, IReadOnlyList<Disturbance> disturbances)
    {
        var (from, until) = (inOrder[0].Entry.TReceived!.Value.AddSeconds(-2), inOrder[^1].Entry.TReceived!.Value);
        var near = disturbances.Where(disturbance => disturbance.At < until && disturbance.Until > from)
            .Select(disturbance => string.Create(CultureInfo.InvariantCulture,
                $"{disturbance.Kind} {disturbance.Target} " +
                $"{disturbance.At:HH:mm:ss.fff} to {disturbance.Until:HH:mm:ss.fff}"));
        return $"{inOrder[0].Sent!.Tag}, job {jobId}: {string.Join("; ", inOrder)}. Meanwhile: {string.Join(", ", near)}";
    }

    private sealed record Run(string PromptId, Life Life, RenderEntry Entry, Passage? Sent)
    {
        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"prompt {PromptId} at gpu-{Life.Server} from node {Sent?.Node}, received {Entry.TReceived:HH:mm:ss.fff}, started " +
            $"{Entry.TStart:HH:mm:ss.fff}, " +
            $"{Entry.Outcome} {Entry.TEnd:HH:mm:ss.fff}, executions {Entry.Executions}, server killed {Life.KilledAt:HH:mm:ss.fff}");
    }
}
