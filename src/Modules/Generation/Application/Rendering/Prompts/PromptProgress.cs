using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>How far one render is, and how long its nodes took.</summary>
/// <param name="job">The job.</param>
/// <param name="durations">Seconds that nodes of its workflow took before, by their ids; null when nothing is known.</param>
internal sealed class PromptProgress(ImageJob job, IReadOnlyDictionary<string, double>? durations)
{
    private readonly int _total = Math.Max(1, job.NodeCount);
    private readonly HashSet<string> _done = [];
    private int _cached;
    private (string Node, TimeSpan Since)? _atWork;
    private TimeSpan _nodeEnd;

    /// <summary>What durations are learned for.</summary>
    public string Workflow { get; } = WorkflowOf(job);

    /// <summary>Seconds of the nodes that ran, by their ids.</summary>
    public Dictionary<string, double> Measured { get; } = [];

    /// <summary>How long all its nodes took before; nothing when that is not known.</summary>
    public TimeSpan Expected { get; } = TimeSpan.FromSeconds(durations?.Values.Sum() ?? 0);

    public static string WorkflowOf(ImageJob job) => $"{job.WorkflowName} {job.WorkflowVersion}";

    public JobProgress Note(NodesCached cached, TimeSpan at)
    {
        _cached = cached.Count;
        _done.UnionWith(cached.Nodes);
        return Note(new RenderProgressed(cached.PromptId, 0, null, 0, 1), at);
    }

    public JobProgress Note(RenderProgressed progressed, TimeSpan at)
    {
        Measure(progressed.CurrentNode, at);
        _done.UnionWith(progressed.Finished);
        var (node, step, steps) = (progressed.CurrentNode, progressed.Step, progressed.Steps);
        var done = Math.Min(_total, _cached + progressed.NodesDone);
        var within = node is null || steps <= 0 ? 0 : Math.Clamp(step / steps, 0, 1);
        Foresee(within, at);
        var value = durations is null ? (done + within) / _total : Weigh(durations, node, within);
        return new(Math.Clamp(value, 0, 1), done, _total, node, step, steps);
    }

    /// <summary>
    /// How long its nodes take yet, by what they took before and by the steps of the one at work, whichever is less. Nodes of which
    /// nothing is known count nothing.
    /// </summary>
    public TimeSpan Left(TimeSpan now)
    {
        if (durations is null)
        {
            return TimeSpan.Zero;
        }

        var others = durations.Where(known => known.Key != _atWork?.Node && !_done.Contains(known.Key)).Sum(known => known.Value);
        return TimeSpan.FromSeconds(others) + (_atWork is not null && _nodeEnd > now ? _nodeEnd - now : TimeSpan.Zero);
    }

    /// <summary>When the node at work is done.</summary>
    private void Foresee(double within, TimeSpan at)
    {
        if (_atWork is { } work)
        {
            // As seconds: what a server's steps promise may be later than any time.
            var known = durations?.GetValueOrDefault(work.Node) ?? 0;
            var bySteps = within > 0 ? (at - work.Since).TotalSeconds / within : double.PositiveInfinity;
            _nodeEnd = work.Since + TimeSpan.FromSeconds(bySteps < known ? bySteps : known);
        }
    }

    /// <summary>By the time that nodes took before; one that never ran counts as much as the others do on average.</summary>
    private double Weigh(IReadOnlyDictionary<string, double> times, string? node, double within)
    {
        var average = times.Values.Average();
        var total = times.Values.Sum() + (Math.Max(0, _total - times.Count) * average);
        var done = _done.Sum(id => times.GetValueOrDefault(id, average));
        return total <= 0 ? 0 : (
            done + (node is null || _done.Contains(node) ? 0 : within * times.GetValueOrDefault(node, average))) / total;
    }

    private void Measure(string? node, TimeSpan at)
    {
        if (_atWork?.Node == node)
        {
            return;
        }

        if (_atWork is { } before)
        {
            Measured[before.Node] = (at - before.Since).TotalSeconds;
        }

        _atWork = node is null ? null : (node, at);
    }
}
