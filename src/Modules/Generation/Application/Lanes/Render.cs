using System.Collections.Concurrent;
using ArtEngine.Generation.Domain;

namespace ArtEngine.Generation.Application.Lanes;

/// <summary>What a lane remembers of one open attempt; all of it can be found out again.</summary>
internal sealed class Render(ImageJob job, GenerationOptions options, DateTimeOffset now, DateTimeOffset nextLook)
{
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

    /// <summary>Looks the prompt up or fetches its files; null while nobody does.</summary>
    public Task<Settled>? Settling { get; set; }

    private int NodesTotal { get; } = Math.Max(1, job.NodeCount);

    private int NodesCached { get; set; }

    public JobProgress Cached(int count)
    {
        NodesCached = count;
        return Progress(0, null, 0, 1);
    }

    public JobProgress Progress(int nodesDone, string? node, double step, double steps)
    {
        var done = Math.Min(NodesTotal, NodesCached + nodesDone);
        var within = node is null || steps <= 0 ? 0 : Math.Clamp(step / steps, 0, 1);
        return new(Math.Min(1, (done + within) / NodesTotal), done, NodesTotal, node, step, steps);
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
