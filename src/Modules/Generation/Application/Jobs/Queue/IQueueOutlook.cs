namespace ArtEngine.Generation.Application.Jobs.Queue;

/// <summary>
/// The queue as this node sees it, in memory. What this node changed is seen at once, what others changed a moment later.
/// </summary>
internal interface IQueueOutlook
{
    /// <summary>How many jobs wait. May throw <see cref="BuildingBlocks.DatabaseUnavailableException"/> when nobody knows.</summary>
    ValueTask<WaitingCounts> CountWaitingAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>How long it takes until a job that is accepted now is done; null when nothing is known of such renders.</summary>
    TimeSpan? ExpectedDuration(Guid turnId, string workflow, int priority);

    /// <summary>How long a render takes, as far as anybody knows.</summary>
    TimeSpan ExpectedRender(string workflow, string server);

    /// <summary>A job was stored as it is now.</summary>
    void Apply(QueueEntry entry);

    /// <summary>These jobs are not in the database any more.</summary>
    void Remove(IEnumerable<Guid> jobIds);
}
