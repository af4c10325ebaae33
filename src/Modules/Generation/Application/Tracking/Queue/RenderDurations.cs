namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>How long renders take, learned from those that were measured; the newer ones count more.</summary>
internal sealed class RenderDurations
{
    private const double WeightOfNewest = 0.2;

    /// <summary>Names come from users' files: what is not rendered any more gives way.</summary>
    private const int MaxKnown = 10_000;

    private readonly Dictionary<(string? Workflow, string? Server), double> _seconds = [];

    /// <summary>Seconds of any render; null when nothing was measured yet.</summary>
    public double? Mean => Find((null, null));

    /// <summary>Seconds of this workflow on this server, else on any; null when it was not measured: others say nothing of it.</summary>
    public double? Of(string workflow, string? server) => Find((workflow, server)) ?? Find((workflow, null));

    /// <summary>A render was measured; the oldest is told first.</summary>
    public void Learn(string workflow, string? server, TimeSpan duration)
    {
        if (_seconds.Count >= MaxKnown)
        {
            _seconds.Clear();
        }

        Learn((workflow, server), duration.TotalSeconds);
        if (server is not null)
        {
            Learn((workflow, null), duration.TotalSeconds);
        }

        Learn((null, null), duration.TotalSeconds);
    }

    private void Learn((string?, string?) key, double seconds) =>
        _seconds[key] = _seconds.TryGetValue(key, out var known) ? known + (WeightOfNewest * (seconds - known)) : seconds;

    private double? Find((string?, string?) key) => _seconds.TryGetValue(key, out var seconds) ? seconds : null;
}
