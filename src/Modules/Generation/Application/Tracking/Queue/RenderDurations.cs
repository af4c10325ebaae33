namespace ArtEngine.Generation.Application.Tracking.Queue;

/// <summary>One render that was measured.</summary>
internal sealed record RenderDuration(Guid JobId, string Workflow, string? Server, long ExecutionMs, DateTimeOffset CompletedAt);

/// <summary>How long renders take, learned from those that were measured; the newer ones count more.</summary>
internal sealed class RenderDurations
{
    private const double WeightOfNewest = 0.2;

    private readonly Dictionary<(string? Workflow, string? Server), double> _seconds = [];

    /// <param name="measured">The oldest first.</param>
    public RenderDurations(IEnumerable<RenderDuration> measured)
    {
        foreach (var one in measured)
        {
            var seconds = one.ExecutionMs / 1_000.0;
            Learn((one.Workflow, one.Server), seconds);
            Learn((one.Workflow, null), seconds);
            Learn((null, null), seconds);
        }
    }

    public bool IsEmpty => _seconds.Count == 0;

    /// <summary>Seconds of any render; null when nothing was measured yet.</summary>
    public double? Mean => Find((null, null));

    /// <summary>Seconds of this workflow on this server, else on any, else of any workflow; null when nothing was measured yet.</summary>
    public double? Of(string workflow, string? server) =>
        Find((workflow, server)) ?? Find((workflow, null)) ?? Find((null, null));

    private void Learn((string?, string?) key, double seconds) =>
        _seconds[key] = _seconds.TryGetValue(key, out var known) ? known + (WeightOfNewest * (seconds - known)) : seconds;

    private double? Find((string?, string?) key) => _seconds.TryGetValue(key, out var seconds) ? seconds : null;
}
