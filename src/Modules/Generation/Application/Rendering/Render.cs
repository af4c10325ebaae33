using System.Collections.Concurrent;
using ArtEngine.Generation.Domain;

namespace ArtEngine.Generation.Application.Rendering;

/// <summary>What a lane remembers of one open attempt; all of it can be found out again.</summary>
internal sealed class Render(
    ImageJob job, GenerationOptions options, DateTimeOffset now, DateTimeOffset nextLook, IReadOnlyDictionary<string, double>? nodeTimes = null)
{
    /// <summary>The job as this lane stored it last.</summary>
    public ImageJob Job { get; set; } = job;

    public Guid JobId { get; } = job.Id;

    public Guid UserId { get; } = job.UserId;

    public Guid AttemptId { get; } = job.OpenAttemptId!.Value;

    public string OutputNodeId { get; } = job.OutputNodeId;

    public string StoragePrefix { get; } = $"{job.UserId}/{job.Id}/{job.OpenAttemptId}";

    public string? TraceParent { get; } = job.TraceParent;

    /// <summary>Longest time without a sign of life.</summary>
    public TimeSpan StallsAfter { get; } = TimeSpan.FromSeconds(job.StallSeconds ?? options.StallSeconds);

    /// <summary>Longest time of the render.</summary>
    public TimeSpan RendersAtMost { get; } = TimeSpan.FromSeconds(job.RenderSeconds ?? options.RenderSeconds);

    /// <summary>When the server began; null while it waits there.</summary>
    public DateTimeOffset? StartedAt { get; set; } = job.StartedAt;

    /// <summary>When something was last heard of it.</summary>
    public DateTimeOffset LastSign { get; set; } = now;

    /// <summary>The prompts that were at work when it was last seen waiting.</summary>
    public IReadOnlyList<Guid> Behind { get; set; } = [];

    /// <summary>The server said so: it has room for another prompt.</summary>
    public bool HasEnded { get; set; }

    /// <summary>When the server was last asked to let go of it; null when never.</summary>
    public DateTimeOffset? CancelSentAt { get; set; }

    /// <summary>How often in a row the server did not know the prompt.</summary>
    public int TimesUnknown { get; set; }

    /// <summary>How often in a row a file was not there although the render had ended well.</summary>
    public int TimesMissing { get; set; }

    /// <summary>Its pictures and its prompt are yet to be sent.</summary>
    public bool IsUnsent { get; set; }

    /// <summary>How often its pictures broke off on the way to the server.</summary>
    public int TimesBrokenOff { get; set; }

    /// <summary>Since when its pictures could not be read from the store; null while they could.</summary>
    public DateTimeOffset? ReadingFailsSince { get; set; }

    /// <summary>Since when its files could not be stored; null while they could.</summary>
    public DateTimeOffset? StoringFailsSince { get; set; }

    /// <summary>How long to wait when storing fails the next time.</summary>
    public TimeSpan StoringRetryIn { get; set; }

    /// <summary>When to look the prompt up, whatever the events say.</summary>
    public DateTimeOffset NextLook { get; set; } = nextLook;

    /// <summary>A look-up saw something move; the lane notes when.</summary>
    public bool HasMoved { get; set; }

    /// <summary>Files of nodes that are done while others still run.</summary>
    public ConcurrentQueue<RenderedFile> Ready { get; } = new();

    /// <summary>The ids of outputs that are stored already.</summary>
    public HashSet<Guid> Kept { get; } = [.. job.Outputs.Select(output => output.Id)];

    /// <summary>Those of them that the job's row does not have yet.</summary>
    public List<JobOutput> NotNoted { get; } = [];

    /// <summary>Looks the prompt up or fetches its files; null while nobody does.</summary>
    public Task<Settled>? Settling { get; set; }

    /// <summary>What the times of its nodes are learned for.</summary>
    public string Workflow { get; } = WorkflowOf(job);

    /// <summary>Seconds of the nodes that ran, by their ids.</summary>
    public Dictionary<string, double> Measured { get; } = [];

    private int NodesTotal { get; } = Math.Max(1, job.NodeCount);

    private int NodesCached { get; set; }

    private HashSet<string> Done { get; } = [];

    private (string Node, DateTimeOffset Since)? AtWork { get; set; }

    public static string WorkflowOf(ImageJob job) => $"{job.WorkflowName} {job.WorkflowVersion}";

    public JobProgress Cached(NodesCached cached, DateTimeOffset at)
    {
        NodesCached = cached.Count;
        Done.UnionWith(cached.Nodes);
        return Progress(new(AttemptId, 0, null, 0, 1), at);
    }

    public JobProgress Progress(RenderProgressed progressed, DateTimeOffset at)
    {
        Measure(progressed.CurrentNode, at);
        Done.UnionWith(progressed.Finished);
        var (node, step, steps) = (progressed.CurrentNode, progressed.Step, progressed.Steps);
        var done = Math.Min(NodesTotal, NodesCached + progressed.NodesDone);
        var within = node is null || steps <= 0 ? 0 : Math.Clamp(step / steps, 0, 1);
        var value = nodeTimes is null ? (done + within) / NodesTotal : Weigh(nodeTimes, node, within);
        return new(Math.Min(1, value), done, NodesTotal, node, step, steps);
    }

    /// <summary>By the time that nodes took before; one that never ran counts as much as the others do on average.</summary>
    private double Weigh(IReadOnlyDictionary<string, double> times, string? node, double within)
    {
        var average = times.Values.Average();
        var total = times.Values.Sum() + (Math.Max(0, NodesTotal - times.Count) * average);
        var done = Done.Sum(id => times.GetValueOrDefault(id, average));
        return total <= 0 ? 0 : (done + (node is null || Done.Contains(node) ? 0 : within * times.GetValueOrDefault(node, average))) / total;
    }

    private void Measure(string? node, DateTimeOffset at)
    {
        if (AtWork?.Node == node)
        {
            return;
        }

        if (AtWork is { } before)
        {
            Measured[before.Node] = (at - before.Since).TotalSeconds;
        }

        AtWork = node is null ? null : (node, at);
    }
}

/// <summary>What came of looking a render up.</summary>
internal enum Settled
{
    /// <summary>It goes on.</summary>
    NotYet,

    /// <summary>The attempt is closed.</summary>
    Closed,

    /// <summary>The server did not answer.</summary>
    ServerAway,
}
