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

    public string Server { get; } = server;

    public long Epoch { get; } = epoch;

    /// <summary>Counts the time that the process was frozen, too.</summary>
    public bool IsFresh => clock.GetElapsedTime(Volatile.Read(ref _renewedAt)) < Freshness;

    /// <param name="askedAt">When the database was asked, not when it answered.</param>
    public void NoteRenewed(long askedAt) => Volatile.Write(ref _renewedAt, askedAt);
}
