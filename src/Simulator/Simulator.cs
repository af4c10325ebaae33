using ArtEngine.ComfySimulator.Control;
using ArtEngine.ComfySimulator.Events;
using ArtEngine.ComfySimulator.Execution;
using ArtEngine.ComfySimulator.Faults;
using ArtEngine.ComfySimulator.Nodes;
using ArtEngine.ComfySimulator.Protocol;
using ArtEngine.ComfySimulator.Storage;

namespace ArtEngine.ComfySimulator;

/// <summary>
/// A server that speaks ComfyUI's HTTP and WebSocket protocol and paints placeholder pictures. It listens on an address
/// of its own and takes nothing from the process it runs in.
/// </summary>
public sealed class Simulator : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ComfyServices services;
    private readonly Lock gate = new();
    private Task? listening;
    private int stopped;

    private Simulator(WebApplication app, ComfyServices services)
    {
        this.app = app;
        this.services = services;
        Address = ComfyServer.AddressOf(app);
    }

    /// <summary>Where it listens, with the port it was given.</summary>
    public Uri Address { get; }

    /// <summary>The faults, for tests in the same process.</summary>
    internal FaultSwitches Faults => new(services);

    /// <summary>What became of every prompt id.</summary>
    internal IReadOnlyDictionary<string, RenderRecord> Log => services.Log.Snapshot();

    /// <summary>Jobs that wait or run.</summary>
    internal int Remaining => services.Engine.Queue.Remaining;

    /// <summary>The node a client's running job is at.</summary>
    internal string? NodeOf(string clientId) => services.Engine.NodeOf(clientId);

    /// <summary>The folder that holds <c>output</c>, <c>input</c> and <c>temp</c>.</summary>
    internal string Folder => services.World.Files.Root;

    /// <summary>Starts a simulator; it accepts connections when the task is done.</summary>
    public static Task<Simulator> StartAsync(SimulatorOptions options, CancellationToken cancellationToken) =>
        StartAsync(options, TimeProvider.System, cancellationToken);

    /// <summary>With a clock of its own: work takes the time that passes there.</summary>
    internal static async Task<Simulator> StartAsync(SimulatorOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var world = new NodeWorld(options, new FileStore(options.OutputDirectory, clock), clock);
        var (faults, log) = (new FaultBoard(), new RenderLog(clock));
        var hub = new EventHub(faults);
        var engine = new Engine(world, hub, faults, log);
        var services = new ComfyServices(world, new NodeCatalog(options.TestNodes), hub, engine, faults, log);
        try
        {
            var app = await ComfyServer.StartAsync(services, routes => ControlRoutes.Map(routes, services), cancellationToken);
            var simulator = new Simulator(app, services);
            engine.Die = options.Die ?? simulator.PlayDead;
            return simulator;
        }
        catch
        {
            await engine.DisposeAsync();
            world.Files.Dispose();
            throw;
        }
    }

    /// <summary>Stops at once: the running job is dropped and sockets are cut, as when the process ends.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref stopped, 1) == 1)
        {
            return;
        }

        services.Hub.CutAll();
        await services.Engine.DisposeAsync();
        await StopListeningAsync();
        await app.DisposeAsync();
        services.World.Files.Dispose();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>Asked from a request of its own, so it must not be waited for there; <see cref="StopAsync"/> does.</summary>
    private void PlayDead()
    {
        services.Hub.CutAll();
        StopListeningAsync();
    }

    private Task StopListeningAsync()
    {
        lock (gate)
        {
            return listening ??= Task.Run(() => app.StopAsync(CancellationToken.None));
        }
    }
}
