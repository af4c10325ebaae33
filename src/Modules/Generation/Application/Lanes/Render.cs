using ArtEngine.Generation.Domain;

namespace ArtEngine.Generation.Application.Lanes;

/// <summary>What a lane remembers of one open attempt; all of it can be found out again.</summary>
internal sealed class Render(ImageJob job, DateTimeOffset nextLook)
{
    public Guid JobId { get; } = job.Id;

    public Guid AttemptId { get; } = job.OpenAttemptId!.Value;

    public string OutputNodeId { get; } = job.OutputNodeId;

    public string StoragePrefix { get; } = $"{job.UserId}/{job.Id}/{job.OpenAttemptId}";

    public string? TraceParent { get; } = job.TraceParent;

    public bool IsStarted { get; set; } = job.StartedAt is not null;

    /// <summary>The server said so: it has room for another prompt.</summary>
    public bool HasEnded { get; set; }

    public bool IsCancelSent { get; set; }

    /// <summary>How often in a row the server did not know the prompt.</summary>
    public int TimesUnknown { get; set; }

    /// <summary>Since when its files could not be stored; null while they could.</summary>
    public DateTimeOffset? StoringFailsSince { get; set; }

    /// <summary>How long to wait when storing fails the next time.</summary>
    public TimeSpan StoringRetryIn { get; set; }

    /// <summary>When to look the prompt up, whatever the events say.</summary>
    public DateTimeOffset NextLook { get; set; } = nextLook;

    /// <summary>Looks the prompt up and draws the consequences; null while nobody does.</summary>
    public Task<bool>? Settling { get; set; }

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
