using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering.Dispatching;
using ArtEngine.Generation.Application.Rendering.LaneRun;
using ArtEngine.Generation.Application.Rendering.Prompts;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Application.Rendering.Lanes;

/// <summary>What one run of a lane works with.</summary>
internal sealed record LaneParts
{
    public required IRenderServer Server { get; init; }

    public required IRenderServers Servers { get; init; }

    /// <summary>The server's row when the run began.</summary>
    public required Backend Backend { get; init; }

    public required LaneLease Lease { get; init; }

    public required ILaneLeases Leases { get; init; }

    public required IDispatchQueue Jobs { get; init; }

    public required IServerLoads Loads { get; init; }

    public required BackendDirectory Directory { get; init; }

    public required QueuePeek Peek { get; init; }

    /// <summary>What is known of the prompts at the server.</summary>
    public required PromptTracker Tracker { get; init; }

    public required LaneSignals Signals { get; init; }

    public required LaneClock Clock { get; init; }

    public required TimeProvider Time { get; init; }

    public required RenderingOptions Options { get; init; }

    /// <summary>Why earlier runs ended, when they did so again and again; null when they did not.</summary>
    public string? RestartTrouble { get; init; }
}
