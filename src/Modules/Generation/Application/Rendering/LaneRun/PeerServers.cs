using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Application.Rendering.LaneRun;

/// <summary>What a lane knows of the other servers that take jobs.</summary>
/// <param name="Others">They.</param>
/// <param name="InFlight">How many jobs each server has.</param>
/// <param name="Weight">The weight of the lane's own server.</param>
internal sealed record PeerServers(IReadOnlyList<Backend> Others, IReadOnlyDictionary<string, int> InFlight, int Weight)
{
    public static readonly PeerServers None = new([], new Dictionary<string, int>(), 1);

    /// <summary>Ways to them.</summary>
    public IRenderServers? Servers { get; init; }

    /// <summary>Whether the lane's own server works for others just now.</summary>
    public bool MyServerIsBusy { get; init; }

    /// <summary>Whether there is another one that has what a graph needs, as far as is known.</summary>
    public bool CanRun(IReadOnlyList<NodeRequirement> needs) => Others.Count > 0 &&
        (Servers is null || Others.Any(other => Servers.Of(other).Catalog.Knows(needs) != false));

    /// <summary>Whether there is another one.</summary>
    public bool Any => Others.Count > 0;

    /// <summary>Whether one of them could begin a job at once: one that renders is given its next only shortly before it ends.</summary>
    public bool HaveRoom => Others.Any(HasRoom);

    /// <summary>Whether a heavier one could.</summary>
    public bool HaveHeavierWithRoom => Others.Any(other => other.Weight > Weight && HasRoom(other));

    /// <summary>Whether one of them ended a job well since then.</summary>
    public bool SucceededSince(DateTimeOffset time) => Others.Any(other => other.LastSuccessAt >= time);

    private bool HasRoom(Backend other) => other.ForeignPrompts == 0 && InFlight.GetValueOrDefault(other.Name) == 0;

    public static IReadOnlyList<Backend> Of(IReadOnlyList<Backend> all, string server, DateTimeOffset now) =>
        [.. all.Where(other => other.Name != server && other.State == BackendState.Active && other.IsWell(now))];
}
