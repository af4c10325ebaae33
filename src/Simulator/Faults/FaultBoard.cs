namespace ArtEngine.ComfySimulator.Faults;

/// <summary>The faults that are switched on right now. A number means "so many times", and counts down.</summary>
internal sealed class FaultBoard
{
    private readonly Lock gate = new();
    private readonly Dictionary<Countdown, int> left = [];

    /// <summary>What can go wrong a number of times.</summary>
    internal enum Countdown
    {
        ValidationError,
        ResetAfter,
        View404,
        View500,
        DropSocketsAtStart,
        NodeError,
    }

    /// <summary>The class of the node that raises next; null or empty: the next sampler.</summary>
    public string? NodeErrorClass { get; set; }

    public bool OutOfMemory { get; set; }

    /// <summary>Every wait of a node takes this many times as long.</summary>
    public double Slow { get; set; } = 1;

    /// <summary>No event reaches any socket.</summary>
    public bool Mute { get; set; }

    /// <summary>In place of the configured gap between the last event and the history entry.</summary>
    public TimeSpan? HistoryLag { get; set; }

    /// <summary>Closed: a running job stands still, the server stays healthy.</summary>
    public AsyncGate Stall { get; } = new();

    /// <summary>Closed: the device is taken, no job starts.</summary>
    public AsyncGate Hold { get; } = new();

    public void Set(Countdown fault, int times)
    {
        lock (gate)
        {
            left[fault] = times;
        }
    }

    public int Left(Countdown fault)
    {
        lock (gate)
        {
            return left.GetValueOrDefault(fault);
        }
    }

    /// <summary>True when the fault strikes; it has one time less left then.</summary>
    public bool Take(Countdown fault)
    {
        lock (gate)
        {
            var strikes = left.GetValueOrDefault(fault) > 0;
            left[fault] = Math.Max(0, left.GetValueOrDefault(fault) - 1);
            return strikes;
        }
    }

    public bool TakeNodeError(string className, bool isSampler)
    {
        var meant = string.IsNullOrEmpty(NodeErrorClass) ? isSampler : NodeErrorClass == className;
        return meant && Take(Countdown.NodeError);
    }

    public void Clear()
    {
        lock (gate)
        {
            left.Clear();
        }

        (NodeErrorClass, OutOfMemory, Slow, Mute, HistoryLag) = (null, false, 1, false, null);
        Stall.Set(closed: false);
        Hold.Set(closed: false);
    }
}
