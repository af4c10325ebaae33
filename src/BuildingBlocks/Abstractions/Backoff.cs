namespace ArtEngine.BuildingBlocks;

/// <summary>The waits between tries: each is twice as long as the one before, up to a limit.</summary>
/// <param name="first">The first wait.</param>
/// <param name="longest">No wait is longer.</param>
public sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private readonly TimeSpan _first = first;
    private TimeSpan _next = first;

    /// <summary>How many tries have failed since the last success.</summary>
    public int Failures { get; private set; }

    /// <summary>The wait after so many failures, for who keeps their number elsewhere: the first wait after one.</summary>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan longest)
    {
        var wait = first * Math.Pow(2, Math.Clamp(failures, 1, 24) - 1);
        return wait < longest ? wait : longest;
    }

    /// <summary>Notes a failed try.</summary>
    /// <returns>How long to wait before the next one.</returns>
    public TimeSpan Next()
    {
        var wait = _next;
        _next = wait * 2 < longest ? wait * 2 : longest;
        Failures++;
        return wait;
    }

    /// <summary>A try succeeded: the next wait is the first one again.</summary>
    public void Reset() => (_next, Failures) = (_first, 0);
}
