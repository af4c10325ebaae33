using System.Collections.Concurrent;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>
/// Why waiting jobs are not taken, as it is now. Jobs with the same needs wait for the same reason: it is worked out once
/// for all of them and holds for a moment.
/// </summary>
internal sealed class WaitReasons(PlacementCheck placement, IWaitingGraphs graphs, TimeProvider clock)
{
    private const int MaxRemembered = 1_000;

    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, (string? Reason, long At)> _known = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<NodeRequirement>> _needs = new();

    /// <summary>A sentence; null when a server can take the job.</summary>
    /// <param name="jobId">A job that waits and that no server has.</param>
    /// <param name="needsKey">The same for all jobs that ask the same of a server; null for jobs of older versions.</param>
    /// <param name="cancellationToken">Ends the wait for servers that are asked.</param>
    public async Task<string?> FindAsync(Guid jobId, string? needsKey, CancellationToken cancellationToken)
    {
        var key = needsKey ?? jobId.ToString();
        if (_known.TryGetValue(key, out var known) && clock.GetElapsedTime(known.At) < GoodFor)
        {
            return known.Reason;
        }

        if (await NeedsAsync(jobId, key, cancellationToken) is not { } needs)
        {
            return null;
        }

        var reason = await placement.ReasonToWaitAsync(needs, cancellationToken);
        Remember(key, reason);
        return reason;
    }

    /// <summary>Worked out from the graph once; null when the job does not wait any more.</summary>
    private async Task<IReadOnlyList<NodeRequirement>?> NeedsAsync(Guid jobId, string key, CancellationToken cancellationToken)
    {
        if (_needs.TryGetValue(key, out var known))
        {
            return known;
        }

        if (await graphs.FindAsync(jobId, cancellationToken) is not { } graph)
        {
            return null;
        }

        var needs = GraphNeeds.Read(graph).Nodes;
        if (_needs.Count >= MaxRemembered)
        {
            _needs.Clear();
        }

        return _needs[key] = needs;
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
