using System.Collections.Concurrent;
using ArtEngine.Workflows.Contracts;
using Microsoft.Extensions.Caching.Memory;

namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>
/// Why waiting jobs are not taken, as it is now. Jobs with the same needs wait for the same reason: it is worked out once
/// for all of them and holds for a moment.
/// </summary>
internal sealed class WaitReasons(PlacementCheck placement, IWaitingGraphs graphs, TimeProvider clock) : IDisposable
{
    private const int MaxRemembered = 1_000;

    /// <summary>Characters of what is remembered of graphs, which callers bring.</summary>
    private const int MaxNeeds = 10_000_000;

    /// <summary>Of a node besides its texts, about.</summary>
    private const int NodeSize = 100;

    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, (string? Reason, long At)> _known = new();
    private readonly MemoryCache _needs = new(new MemoryCacheOptions { SizeLimit = MaxNeeds });

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

    public void Dispose() => _needs.Dispose();

    /// <summary>Worked out from the graph once; null when the job does not wait any more.</summary>
    private async Task<IReadOnlyList<NodeRequirement>?> NeedsAsync(Guid jobId, string key, CancellationToken cancellationToken)
    {
        if (_needs.TryGetValue<IReadOnlyList<NodeRequirement>>(key, out var known))
        {
            return known;
        }

        if (await graphs.FindAsync(jobId, cancellationToken) is not { } graph)
        {
            return null;
        }

        var needs = GraphNeeds.Read(graph).Nodes;
        return _needs.Set(key, needs, new MemoryCacheEntryOptions { Size = needs.Sum(SizeOf) });
    }

    private static long SizeOf(NodeRequirement need) =>
        NodeSize + need.NodeId.Length + need.ClassType.Length + need.Files.Sum(file => file.Key.Length + file.Value.Length);

    private void Remember(string key, string? reason)
    {
        if (_known.Count >= MaxRemembered)
        {
            _known.Clear();
        }

        _known[key] = (reason, clock.GetTimestamp());
    }
}
