using ArtEngine.Bench.Stage;

namespace ArtEngine.Chaos.Stage;

/// <summary>All processes of a run, in a folder of its own.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly ChaosOptions _options;

    private TestCluster(ChaosOptions options) => (_options, Folder) = (options, new(options.Keep));

    public RunFolder Folder { get; }

    public RequestLog RequestLog { get; } = new();

    public IReadOnlyList<Dependency> Dependencies { get; private set; } = [];

    public IReadOnlyList<RenderServer> Servers { get; private set; } = [];

    public IReadOnlyList<Node> Nodes { get; private set; } = [];

    /// <summary>Null when they cannot be set.</summary>
    public FakeClocks? Clocks { get; private set; }

    public static async Task<TestCluster> RaiseAsync(ChaosOptions options, CancellationToken cancellationToken)
    {
        var cluster = new TestCluster(options);
        try
        {
            await cluster.StartAsync(cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Nodes.Concat<IAsyncDisposable>(Servers).Concat(Dependencies))
        {
            await part.DisposeAsync();
        }

        Folder.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        Dependencies = _options.IsReal ? await Dependency.StartAllAsync(Folder.Path) : [];
        Servers =
        [
            .. Enumerable.Range(0, _options.Servers)
                .Select(number => new RenderServer(number, Folder.Path, _options.EffectiveStepMs, RequestLog, NodeAtPort)),
        ];
        await Task.WhenAll(Servers.Select(server => server.StartAsync(cancellationToken)));

        Clocks = _options.ClockJumps ? await FakeClocks.FindAsync(Folder.Path) : null;
        IReadOnlyList<string> settings = [.. Settings(), .. Dependency.Settings(Dependencies)];
        Nodes = await Task.WhenAll(Enumerable.Range(0, _options.Nodes)
            .Select(async number =>
                new Node(number, Folder.Path, settings, Clocks is null ? null : await Clocks.EnvironmentAsync(number))));
        foreach (var node in Nodes)
        {
            await node.StartAsync(cancellationToken);
        }
    }

    private int NodeAtPort(int port) => Peers.Find(port, [.. Nodes.Select(node => node.ProcessId)]);

    private IEnumerable<string> Settings()
    {
        yield return $"--DataDirectory={Folder.Data}";
        foreach (var server in Servers)
        {
            yield return $"--ComfyUi:Servers:{server.Number}:Url=http://127.0.0.1:{server.FaultProxy.Port}";
            yield return $"--ComfyUi:Servers:{server.Number}:Name=gpu-{server.Number}";
        }
    }
}
