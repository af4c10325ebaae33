using ArtEngine.Generation.Application.Backends.Leases;

namespace ArtEngine.Generation.Application.Rendering.Lanes;

/// <summary>A run of a lane that is watched.</summary>
internal sealed class HeldLane(LaneLease lease, TimeProvider clock, CancellationTokenSource stop, Action<HeldLane> over) : IDisposable
{
    private readonly Lock _lock = new();
    private long _turnedAt = clock.GetTimestamp();
    private bool _isDisposed;

    public LaneLease Lease { get; } = lease;

    /// <summary>Canceled when the run must end.</summary>
    public CancellationToken Ending => stop.Token;

    public bool IsEnded => stop.IsCancellationRequested;

    public TimeSpan StandsStillFor => clock.GetElapsedTime(Volatile.Read(ref _turnedAt));

    /// <summary>The lane turns.</summary>
    /// <returns>How long it had not.</returns>
    public TimeSpan Turn()
    {
        var since = StandsStillFor;
        Volatile.Write(ref _turnedAt, clock.GetTimestamp());
        return since;
    }

    /// <summary>Whether it was ended because it stood still.</summary>
    public bool StoodStill { get; private set; }

    public void EndForStandingStill()
    {
        StoodStill = true;
        End();
    }

    public void End()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                stop.Cancel();
            }
        }
    }

    public void Dispose()
    {
        over(this);
        lock (_lock)
        {
            _isDisposed = true;
            stop.Dispose();
        }
    }
}
