using System.Globalization;
using ArtEngine.Bench.Hostile;
using ArtEngine.Bench.Stage;
using ArtEngine.ComfySimulator;

namespace ArtEngine.Hostile;

/// <summary>One host, and simulated servers behind hostile ones.</summary>
internal sealed class HostileStage : IAsyncDisposable
{
    /// <summary>Of which the second server can never tell.</summary>
    private const string BrokenClass = "ImageBlend";

    private readonly List<Simulator> _simulators = [];
    private readonly List<HostileComfyUi> _servers = [];
    private IReadOnlyList<Dependency> _backings = [];

    private HostileStage(HostileOptions options) => Folder = new(options.Keep);

    public RunFolder Folder { get; }

    public RequestLog Log { get; } = new();

    public Trap Trap { get; } = new();

    public Node Node { get; private set; } = null!;

    public static async Task<HostileStage> RaiseAsync(HostileOptions options, int seed, CancellationToken cancellationToken)
    {
        var stage = new HostileStage(options);
        try
        {
            await stage.StartAsync(options, seed, cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        var node = Node is null ? [] : new IAsyncDisposable[] { Node };
        foreach (var part in node.Concat(_servers).Concat(_simulators).Concat(_backings))
        {
            await part.DisposeAsync();
        }

        Trap.Dispose();
        Folder.Dispose();
    }

    private async Task StartAsync(HostileOptions options, int seed, CancellationToken cancellationToken)
    {
        for (var number = 0; number < options.Servers; number++)
        {
            var simulator = new SimulatorOptions
            {
                StepTime = TimeSpan.FromMilliseconds(options.StepMs),
                LoadTime = TimeSpan.FromMilliseconds(20),
                Previews = false
            };
            _simulators.Add(await Simulator.StartAsync(simulator, cancellationToken));
            _servers.Add(await HostileComfyUi.StartAsync(number, _simulators[number].Address, PlanOf(number, options, seed), Log, Trap));
        }

        _backings = options.IsReal ? await Dependency.StartAllAsync(Folder.Path) : [];
        Node = new(0, Folder.Path, [.. Settings(options), .. Dependency.Settings(_backings)]);
        await Node.StartAsync(cancellationToken);
    }

    private static FaultPlan PlanOf(int number, HostileOptions options, int seed) => number == 0 && options.HasGood
        ? FaultPlan.None
        : new(HashCode.Combine(seed, number), options.Rates, options.Permanent, number == 1 ? BrokenClass : null);

    private IEnumerable<string> Settings(HostileOptions options)
    {
        yield return $"--DataDirectory={Folder.Data}";
        for (var number = 0; number < _servers.Count; number++)
        {
            yield return $"--ComfyUi:Servers:{number}:Url={_servers[number].Address}";
            yield return $"--ComfyUi:Servers:{number}:Name=gpu-{number}";
        }

        yield return $"--Generation:MaxQueuedPerUser={options.Jobs + 100}";
        foreach (var (name, seconds) in new (string, double)[]
            { ("Stall", options.StallSeconds), ("Render", options.RenderSeconds), ("Away", options.AwaySeconds),
                ("Poll", options.PollSeconds) })
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"--Generation:{name}Seconds={seconds}");
        }

        foreach (var setting in options.Settings)
        {
            yield return $"--{setting}";
        }
    }
}
