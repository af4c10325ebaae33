using ArtEngine.Generation.Application.Tracking.Views;

namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>The queue's state for many listeners: worked out once for each change and serialised once.</summary>
internal interface IQueueBroadcaster
{
    /// <summary>The state now; with what is the user's own, when there is one.</summary>
    Task<QueueStatus> GetAsync(Guid? userId, CancellationToken cancellationToken);

    /// <summary>
    /// The state now, then each later one, as UTF-8 JSON. Who reads slowly misses some in between, never the newest.
    /// </summary>
    IAsyncEnumerable<ReadOnlyMemory<byte>> FollowAsync(Guid? userId, CancellationToken cancellationToken);
}
