using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Application.Rendering.Dispatching;
using ArtEngine.Generation.Application.Rendering.LaneRun;
using ArtEngine.Generation.Application.Rendering.Prompts;
using ArtEngine.Generation.Application.Tracking.Progress;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Rendering.Lanes;

/// <summary>What all lanes of a node share.</summary>
internal sealed record LaneServices(
    IRenderServers Servers, BackendDirectory Directory, QueuePeek Peek, LocalClaims Claims, IProgressStore Board, ISignals Signals,
    IOptions<QueueOptions> Queue);

/// <summary>Puts a run of a lane together.</summary>
internal sealed class LaneFactory(
    LaneServices services, LanePorts ports, LaneKeeper keeper, TimeProvider time, IOptions<RenderingOptions> options, ILoggerFactory logs)
{
    /// <summary>So many faults of a lane in a row are told to the operator.</summary>
    private const int FaultsToTell = 3;

    public async Task RunAsync(HeldLane held)
    {
        if (await ports.Backends.FindAsync(held.Lease.Server, held.Ending) is not { } backend)
        {
            return;
        }

        var server = services.Servers.Of(backend);
        var faults = keeper.FaultsOf(server.Name);
        var clock = new LaneClock(time);
        var parts = new LaneParts
        {
            Server = server,
            Servers = services.Servers,
            Backend = backend,
            Lease = held.Lease,
            Leases = ports.Leases,
            Jobs = ports.Jobs,
            Loads = ports.Loads,
            Directory = services.Directory,
            Peek = services.Peek,
            Signals = new(services.Signals, server.Name),
            Clock = clock,
            Tracker = new(LimitsOf(services.Queue.Value, options.Value), clock),
            Time = time,
            Options = options.Value,
            RestartTrouble = faults >= FaultsToTell ? $"Its lane ended {faults} times in a row by a fault; the log says why." : null,
        };
        using var pictures = new InputPictures(server, held.Lease, ports.Pictures, ports.Store);
        await Build(parts, pictures).RunAsync(held);
    }

    private Lane Build(LaneParts parts, InputPictures pictures)
    {
        var (server, clock, lease, tracker) = (parts.Server, parts.Clock, parts.Lease, parts.Tracker);
        var health = new ServerHealth(clock, TimeSpan.FromSeconds(parts.Options.AwaySeconds));
        var watch = new ServerWatch(parts, health, logs.CreateLogger<ServerWatch>());
        var exchanges = new PromptExchanges(
            server, new(server, lease, parts.Leases, pictures, ports.Editors, ports.Keys),
            new(server, new OutputCollector(server, ports.Store, parts.Options.OutputMetadata, time)), parts.Signals);
        var writer = new AttemptWriter(lease, parts.Jobs, services.Board, clock, logs.CreateLogger<AttemptWriter>());
        var capabilities = new CapabilityCache(server, parts.Jobs, parts.Signals, clock);
        var prompts = new PromptCoordinator(tracker, exchanges, writer, watch, clock, logs.CreateLogger<PromptCoordinator>());
        return new(
            parts,
            prompts,
            new PromptJudge(server, tracker, prompts, watch, clock, logs.CreateLogger<PromptJudge>()),
            watch,
            new Dispatcher(server, lease, parts.Jobs, services.Claims, capabilities, time),
            logs.CreateLogger<Lane>());
    }

    private static PromptLimits LimitsOf(QueueOptions queue, RenderingOptions options) =>
        new(TimeSpan.FromHours(queue.MaxWaitHours), options.MaxAttempts, options.StallSeconds, options.RenderSeconds);
}

/// <summary>What lanes read and write.</summary>
internal sealed record LanePorts(
    IBackends Backends, ILaneLeases Leases, IDispatchQueue Jobs, IServerLoads Loads, IJobPictures Pictures, IBlobStore Store,
    EditorFiles Editors, ComfyKeys Keys);
