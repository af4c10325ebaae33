using System.Collections.Concurrent;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>
/// Why waiting jobs are not taken, as it is now. Jobs with the same needs wait for the same reason: it is worked out once
/// for all of them and holds for a moment.
/// </summary>
internal sealed class WaitReasons(PlacementCheck placement, TimeProvider clock)
{
    private const int MaxRemembered = 1_000;

    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, (string? Reason, long At)> _known = new();

    /// <summary>A sentence; null when the job does not wait, or a server can take it.</summary>
    public async Task<string?> FindAsync(ImageJob job, CancellationToken cancellationToken)
    {
        if (job.Status != JobStatus.Queued || job.OpenAttemptId is not null || job.Graph is null)
        {
            return null;
        }

        var key = job.NeedsKey ?? job.Id.ToString();
        if (_known.TryGetValue(key, out var known) && clock.GetElapsedTime(known.At) < GoodFor)
        {
            return known.Reason;
        }

        var reason = await placement.ReasonToWaitAsync(GraphNeeds.Read(job.Graph), cancellationToken);
        Remember(key, reason);
        return reason;
    }

    private void Remember(string key, string? reason)
    {
        if (_known.Count >= MaxRemembered)
        {
            _known.Clear();
        }

        _known[key] = (reason, clock.GetTimestamp());
    }
}
