namespace ArtEngine.Generation.Application.Backends.Leases;

/// <summary>
/// The right of one run to write for a server. It goes with every write, where its epoch must still be the newest; and
/// before something is sent to the server it must be fresh, since a server knows no epochs.
/// </summary>
internal sealed class LaneLease(string server, long epoch, long takenAt, TimeProvider clock)
{
    /// <summary>Well within <see cref="Domain.Backends.Backend.LaneLifetime"/>, after which another run may take the lane.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    private long _renewedAt = takenAt;
    private readonly Lock _lock = new();
    private DateTimeOffset? _succeededAt;

    public string Server { get; } = server;

    public long Epoch { get; } = epoch;

    /// <summary>Counts the time that the process was frozen, too.</summary>
    public bool IsFresh => clock.GetElapsedTime(Volatile.Read(ref _renewedAt)) < Freshness;

    /// <param name="askedAt">When the database was asked, not when it answered.</param>
    public void NoteRenewed(long askedAt) => Volatile.Write(ref _renewedAt, askedAt);

    /// <summary>The server ended a job well; its row says so when the lease is renewed next.</summary>
    public void NoteSuccess(DateTimeOffset at)
    {
        lock (_lock)
        {
            _succeededAt = at;
        }
    }

    /// <summary>When it last did, if its row does not say so yet.</summary>
    public DateTimeOffset? TakeSuccess()
    {
        lock (_lock)
        {
            var taken = _succeededAt;
            _succeededAt = null;
            return taken;
        }
    }
}
