using System.ComponentModel.DataAnnotations;

namespace ArtEngine.Generation.Application.Jobs.Queue;

/// <summary>What the queue takes, and for how long.</summary>
internal sealed class QueueOptions
{
    public const string Section = "Generation";

    /// <summary>Largest body of <c>POST /image/generate</c>, in bytes.</summary>
    [Range(1_024, 104_857_600)]
    public long MaxBodyBytes { get; init; } = 1_048_576;

    /// <summary>Largest body of <c>POST /image/batches</c>, in bytes.</summary>
    [Range(1_024, 1_073_741_824)]
    public long MaxBatchBodyBytes { get; init; } = 16_777_216;

    /// <summary>Jobs of all users that may wait; beyond them requests are answered 429 <c>queue_full</c>.</summary>
    [Range(1, 1_000_000)]
    public int MaxQueued { get; init; } = 10_000;

    /// <summary>Jobs of one user that may wait.</summary>
    [Range(1, 1_000_000)]
    public int MaxQueuedPerUser { get; init; } = 2_000;

    /// <summary>Hours after which a job that no server took expires.</summary>
    [Range(1, 8_760)]
    public int MaxWaitHours { get; init; } = 168;
}
