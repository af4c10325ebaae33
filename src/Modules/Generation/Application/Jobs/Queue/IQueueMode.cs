namespace ArtEngine.Generation.Application.Jobs.Queue;

/// <summary>What administrators said of the queue as a whole; the same on every node.</summary>
internal interface IQueueMode
{
    /// <summary>As it was at most a few seconds ago; what this node changed is seen at once.</summary>
    ValueTask<QueueMode> GetAsync(CancellationToken cancellationToken);

    /// <summary>Changes it. No job is given to a server any more when this returns with a queue that is paused.</summary>
    Task<QueueMode> ChangeAsync(Func<QueueMode, QueueMode> change, CancellationToken cancellationToken);
}

/// <summary>What administrators said of the queue.</summary>
/// <param name="IsPaused">Whether jobs are accepted and wait, but no server is given one.</param>
/// <param name="Maintenance">Why no jobs are accepted, for callers; null while they are.</param>
internal sealed record QueueMode(bool IsPaused, string? Maintenance);
