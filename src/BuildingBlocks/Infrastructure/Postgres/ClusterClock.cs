namespace ArtEngine.BuildingBlocks.Infrastructure.Postgres;

/// <summary>
/// The scheduler's time: that of the database, read now and then and counted on by the monotonic clock. The nodes of a cluster tell by it
/// whether the others are alive and when a worker is started next, so that neither depends on a node's own clock, which may be wrong or
/// set while the node runs.
/// </summary>
internal sealed class ClusterClock : TimeProvider
{
    private volatile Reading _last;

    public ClusterClock() => _last = new(System.GetUtcNow(), System.GetTimestamp());

    public override DateTimeOffset GetUtcNow()
    {
        var last = _last;
        return last.Time + System.GetElapsedTime(last.At);
    }

    /// <summary>The database says that it is this time.</summary>
    public void Set(DateTimeOffset time) => _last = new(time, System.GetTimestamp());

    private sealed record Reading(DateTimeOffset Time, long At);
}
