using System.Diagnostics;
using ArtEngine.Bench.Stage;
using ArtEngine.Bench.Watching;
using ArtEngine.ComfySimulator;
using ArtEngine.Growth.Filling;
using ArtEngine.Growth.Measuring;

namespace ArtEngine.Growth;

/// <summary>A host whose database is full, and a ComfyUI server that is busy for good with two jobs and takes no more.</summary>
internal sealed class GrowthStage : IAsyncDisposable
{
    private const int Depth = 2;

    private readonly GrowthOptions _options;
    private readonly RunFolder _folder;
    private readonly SimulatorOptions _server = new() { StepTime = TimeSpan.Zero, LoadTime = TimeSpan.Zero, Previews = false };
    private readonly Dependency? _postgres;
    private Simulator? _simulator;
    private Simulator? _quick;
    private Node? _node;

    private GrowthStage(GrowthOptions options)
    {
        _options = options;
        _folder = new(options.Keep);
        _postgres = options.IsReal ? new("postgres", "postgres", _folder.Path) : null;
    }

    public Uri Address => _node!.Address;

    public string Token => _folder.ReadToken();

    public int ProcessId => _node!.ProcessId;

    public int? PostgresId => _postgres?.FindProcess();

    /// <summary>What the host and PostgreSQL took so far.</summary>
    public double CpuSeconds =>
        ProcessMeter.CpuSeconds(ProcessId) + (PostgresId is { } postgres ? ProcessMeter.FamilyCpuSeconds(postgres) : 0);

    public Landmarks Landmarks { get; private set; } = null!;

    /// <summary>From the start of the full host until it says that it is ready.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    public static async Task<GrowthStage> RaiseAsync(
        GrowthOptions options, QueueSize size, TextWriter output, CancellationToken cancellationToken)
    {
        var stage = new GrowthStage(options);
        try
        {
            await stage.StartAsync(size, output, cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>From now on another server renders one job after the other, each at once.</summary>
    public async Task RenderAsync(CancellationToken cancellationToken)
    {
        _quick = await Simulator.StartAsync(
            new() { StepTime = TimeSpan.Zero, LoadTime = TimeSpan.Zero, Previews = false }, cancellationToken);
        using var service = new Service(Address, Token);
        await service.AddBackendAsync("gpu-1", _quick.Address, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in new IAsyncDisposable?[] { _node, _simulator, _quick, _postgres }.OfType<IAsyncDisposable>())
        {
            await part.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task StartAsync(QueueSize size, TextWriter output, CancellationToken cancellationToken)
    {
        _simulator = await Simulator.StartAsync(_server, cancellationToken);
        await (_postgres?.StartAsync() ?? Task.CompletedTask);
        _node = new(0, _folder.Path, [.. Settings()]);
        await _node.StartAsync(cancellationToken);
        var user = await MakeJobsAsync(cancellationToken);
        await _node.KillAsync();

        var time = Stopwatch.StartNew();
        await FillAsync(user, size);
        output.WriteLine($"{size}: filled in {time.Elapsed.TotalSeconds:0.0} s{(_options.Keep ? $"; logs and data: {_folder.Path}" : "")}");

        time.Restart();
        await _node.StartAsync(cancellationToken);
        using var service = new Service(Address, Token);
        await Waiting.UntilAsync("the host is ready", () => service.IsReadyAsync(cancellationToken), cancellationToken);
        ReadyAfter = time.Elapsed;
        await UntilServerIsFullAsync(service, cancellationToken);
    }

    /// <summary>Jobs of each kind that is copied later.</summary>
    /// <returns>The id of their owner.</returns>
    private async Task<Guid> MakeJobsAsync(CancellationToken cancellationToken)
    {
        using var service = new Service(Address, Token);
        string[] ended = [JobFiller.Common, JobFiller.Other, JobFiller.Rare];
        foreach (var workflow in ended)
        {
            await service.GenerateAsync(workflow, cancellationToken);
        }

        await Waiting.UntilAsync(
            "the first jobs have succeeded",
            async () => await CountSucceededAsync(service, cancellationToken) == ended.Length,
            cancellationToken);

        // From now on it ends nothing.
        _server.StepTime = TimeSpan.FromDays(1);
        for (var job = 0; job < Depth; job++)
        {
            await service.GenerateAsync(JobFiller.Common, cancellationToken);
        }

        await UntilServerIsFullAsync(service, cancellationToken);
        await service.GenerateAsync(JobFiller.Common, cancellationToken);
        await service.GenerateAsync(JobFiller.Other, cancellationToken);
        return (await service.GetAsync("/auth/user", cancellationToken)).GetProperty("id").GetGuid();
    }

    private static async Task<int> CountSucceededAsync(Service service, CancellationToken cancellationToken) =>
        (await service.GetAsync("/image/jobs?status=succeeded", cancellationToken)).GetProperty("jobs").GetArrayLength();

    private async Task FillAsync(Guid user, QueueSize size)
    {
        await using JobDatabase database = _postgres is null
            ? new SqliteJobs(Path.Combine(_folder.Data, "generation.db"))
            : new PostgresJobs(_postgres.Variables["ARTENGINE_TEST_POSTGRES"]);
        await database.OpenAsync();
        Landmarks = await new JobFiller(database, user, size, _options.Users).FillAsync();
    }

    private static Task UntilServerIsFullAsync(Service service, CancellationToken cancellationToken) => Waiting.UntilAsync(
        "the server has as many jobs as it takes",
        async () => (await service.GetAsync("/backends", cancellationToken)).GetProperty("backends")[0]
            .GetProperty("in_flight").GetInt32() == Depth,
        cancellationToken);

    private IEnumerable<string> Settings()
    {
        yield return $"--DataDirectory={_folder.Data}";
        yield return $"--ComfyUi:Servers:0:Url={_simulator!.Address}";
        yield return "--ComfyUi:Servers:0:Name=gpu-0";
        yield return $"--ComfyUi:Servers:0:Depth={Depth}";
        yield return "--Generation:MaxQueued=1000000";
        yield return "--Generation:MaxQueuedPerUser=1000000";
        yield return "--Generation:StallSeconds=86400";
        yield return "--Generation:RenderSeconds=86400";
        // The jobs that wait are copies of one: what a server remembers of it, it has for the others.
        yield return "--Generation:CleanServers=false";
        if (_postgres is not null)
        {
            yield return $"--ConnectionStrings:Postgres={_postgres.Variables["ARTENGINE_TEST_POSTGRES"]};Maximum Pool Size=20";
        }

        foreach (var setting in _options.Settings)
        {
            yield return $"--{setting}";
        }
    }
}
