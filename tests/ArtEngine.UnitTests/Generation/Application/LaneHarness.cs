using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Rendering.Lanes;
using ArtEngine.Generation.Application.Rendering.Prompts;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Infrastructure.Tracking;
using ArtEngine.UnitTests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>A lane that runs turn by turn, between a queue in memory and a server that does what the test says.</summary>
internal sealed class LaneHarness : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;
    private HeldLane? _held;

    public LaneHarness()
    {
        Jobs = new(Clock);
        Backends = new(Clock);
    }

    public FakeClock Clock { get; } = new(Samples.Noon);

    public MemoryJobs Jobs { get; }

    public MemoryBackends Backends { get; }

    public ScriptedServer Server { get; init; } = new();

    public int Depth { get; init; } = 2;

    /// <summary>What an earlier run said of the server.</summary>
    public string? Trouble { get; init; }

    /// <summary>The row of the lane's server.</summary>
    public Backend Own => Backends.All.Single(backend => backend.Name == Server.Name);

    public MemoryStore Store { get; } = new();

    public MemoryUploads Uploads { get; } = new();

    public ProgressStore Board { get; } = new();

    public SteppedSignals Signals { get; } = new();

    public RenderingOptions Options { get; init; } = new() { MaxAttempts = 3, PollSeconds = 2 };

    public QueueOptions QueueOptions { get; init; } = new();

    public ImageJob Queue()
    {
        var job = Samples.Job(at: Clock.GetUtcNow());
        Jobs.All.Add(job);
        return job;
    }

    /// <summary>A job that takes a picture, which is in the store.</summary>
    public ImageJob QueueWithPicture(char hash = 'a')
    {
        var upload = Uploads.Add(Guid.NewGuid(), hash);
        Store.Objects[upload.StorageKey] = [1, 2, 3];
        var job = Samples.JobWith(upload.Id);
        Uploads.Taken.AddRange(job.Pictures);
        Jobs.All.Add(job);
        return job;
    }

    /// <summary>Starts the lane, through its first turn.</summary>
    public async Task StartAsync()
    {
        var backend = Backend.Add(Server.Name, "http://gpu-1:8188", 1, Depth, null, isFromSettings: true, Clock.GetUtcNow());
        backend.Report(new(Trouble, Trouble is null), Clock.GetUtcNow());
        Backends.All.Add(backend);
        var lease = (await Backends.TryTakeAsync(Server.Name, default))!;
        var keeper = new LaneKeeper(Backends, Clock, NullLogger<LaneKeeper>.Instance);
        var lanes = new LaneFactory(
            new(new OneServer(Server), new(Backends, Clock), new(Jobs, Clock), new(), Board, Signals,
                Microsoft.Extensions.Options.Options.Create(QueueOptions)), new(
                Backends, Backends, Jobs, Jobs, Uploads, Store, new(new ScriptedMediator(_ => null!)),
                new(new ScriptedMediator(_ => null!))), keeper, Clock,
            Microsoft.Extensions.Options.Options.Create(Options), NullLoggerFactory.Instance);
        _held = keeper.Hold(lease, _stop.Token);
        // Not in the test's context: what a task beside the lane waits for is done when it comes.
        _run = Task.Run(() => lanes.RunAsync(_held));
        await Signals.UntilWaitingAsync(_run);
    }

    /// <summary>One more turn: at once because these topics rang, or by the clock after the time that the lane waits.</summary>
    public Task TurnAsync(params string[] rung)
    {
        if (rung.Length == 0)
        {
            Clock.Advance(Signals.LastWait);
        }

        Signals.Wake(rung);
        return Signals.UntilWaitingAsync(_run);
    }

    public Task TellAsync(RenderEvent happened)
    {
        Server.Tell(happened);
        return TurnAsync(Topics.Server(Server.Name));
    }

    public async Task TurnsAsync(int count)
    {
        for (var turn = 0; turn < count; turn++)
        {
            await TurnAsync();
        }
    }

    /// <summary>Turn after turn until it is so, and not for ever.</summary>
    public async Task UntilAsync(Func<bool> isSo)
    {
        for (var turn = 0; !isSo(); turn++)
        {
            turn.ShouldBeLessThan(4_000, "what the test waits for does not happen");
            await TurnAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(_run);
        _held?.Dispose();
        _stop.Dispose();
    }
}
