namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>The queue's state for many listeners: serialised once for each change.</summary>
internal interface IQueueBroadcaster
{
    /// <summary>
    /// The state now, then each later one, as UTF-8 JSON; with what is the user's own, when there is one. Who reads slowly
    /// misses some in between, never the newest.
    /// </summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> FollowAsync(Guid? userId, CancellationToken cancellationToken);
}
