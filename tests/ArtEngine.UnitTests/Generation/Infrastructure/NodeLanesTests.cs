using ArtEngine.BuildingBlocks.Infrastructure.Workers;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Rendering;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Infrastructure.Rendering;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.UnitTests.Generation.Application;
using MediatR;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class NodeLanesTests : IAsyncDisposable
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly SteppedSignals _signals = new();
    private readonly LaneRuns _runs = new();
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly MemoryBackends _backends;
    private readonly NodeLanes _lanes;

    public NodeLanesTests()
    {
        _backends = new(_clock);
        _lanes = new(_backends, _runs, new ClusterWorkerRunner(), _signals, _lifetime, NullLogger<NodeLanes>.Instance);
    }

    [Fact]
    public async Task The_lane_of_a_node_that_died_is_run_here_within_four_seconds_of_its_last_sign()
    {
        AddServer("held-here");
        var dead = AddServer("held-by-another");
        dead.Touch(_clock.GetUtcNow());
        var diedAt = _clock.GetUtcNow();
        await StartAsync();
        _runs.Open.ShouldBe(["held-here"]);

        while (_runs.Open.Count == 1)
        {
            await LookAsync();
            (_clock.GetUtcNow() - diedAt).ShouldBeLessThan(TimeSpan.FromSeconds(4));
        }

        _runs.Open.ShouldBe(["held-here", "held-by-another"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_server_that_is_added_is_driven_when_its_topic_is_signaled()
    {
        await StartAsync();
        AddServer("new");

        await LookAsync();

        _runs.Open.ShouldBe(["new"]);
        _signals.Topics.ShouldBe([Topics.Backends]);
    }

    [Fact]
    public async Task A_lane_whose_run_failed_pauses_here_and_holds_up_no_other()
    {
        AddServer("fails");
        await StartAsync();
        _runs.Fail("fails");
        AddServer("new");

        await LookAsync();
        await LookAsync();

        _runs.Begun.ShouldBe(["fails", "new"]);
    }

    [Fact]
    public async Task A_lane_whose_run_has_ended_is_run_again()
    {
        AddServer("moved");
        await StartAsync();
        _runs.End("moved");
        AddServer("new");

        // The run takes a moment to end, in which looks go by.
        while (_runs.Begun.Count < 3)
        {
            await LookAsync();
            (_clock.GetUtcNow() - Samples.Noon).ShouldBeLessThan(TimeSpan.FromHours(1));
        }

        _runs.Begun.ShouldBe(["moved", "moved", "new"], ignoreOrder: true);
    }

    [Fact]
    public async Task When_the_database_cannot_be_read_it_looks_again()
    {
        await StartAsync();
        AddServer("new");
        _backends.Fault = new InvalidOperationException("The database is away.");
        await LookAsync();
        _runs.Begun.ShouldBeEmpty();

        _backends.Fault = null;
        await LookAsync();

        _runs.Begun.ShouldBe(["new"]);
    }

    [Fact]
    public async Task Nothing_runs_before_the_host_has_started_and_it_stops_when_its_runs_have_ended()
    {
        AddServer("held");
        await _lanes.StartAsync(default);
        _runs.Begun.ShouldBeEmpty();
        _lifetime.NotifyStarted();
        await _signals.UntilWaitingAsync(_lanes.ExecuteTask!);
        _runs.Begun.ShouldBe(["held"]);

        await _lanes.StopAsync(default);

        _runs.Open.ShouldBeEmpty();
        _lanes.ExecuteTask!.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task They_end_as_soon_as_the_host_stops_and_do_not_wait_for_their_turn()
    {
        AddServer("held");
        await StartAsync();

        _lifetime.StopApplication();

        await _lanes.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(30));
        _runs.Open.ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        await _lanes.StopAsync(default);
        _lanes.Dispose();
    }

    private Backend AddServer(string name)
    {
        var backend = Backend.Add(name, $"http://{name}:8188", 1, 2, null, isFromSettings: true, _clock.GetUtcNow());
        _backends.All.Add(backend);
        return backend;
    }

    private Task StartAsync()
    {
        _lifetime.NotifyStarted();
        return Task.WhenAll(_lanes.StartAsync(default), _signals.UntilWaitingAsync(Task.Delay(Timeout.Infinite)));
    }

    /// <summary>The next look, after the time that it waits.</summary>
    private Task LookAsync()
    {
        _clock.Advance(_signals.LastWait);
        _signals.Wake();
        return _signals.UntilWaitingAsync(_lanes.ExecuteTask!);
    }

    /// <summary>Runs that go on until they are canceled, or the test ends them.</summary>
    private sealed class LaneRuns : IMediator
    {
        private readonly Dictionary<string, TaskCompletionSource> _open = [];

        public List<string> Begun { get; } = [];

        public IReadOnlyCollection<string> Open => [.. _open.Where(run => !run.Value.Task.IsCompleted).Select(run => run.Key)];

        public void End(string server) => _open[server].SetResult();

        public void Fail(string server) => _open[server].SetException(new InvalidOperationException("It failed."));

        public async Task<TResponse> Send<TResponse>(IRequest<TResponse> request, CancellationToken cancellationToken = default)
        {
            var server = ((RunLaneCommand)(object)request).Server;
            var run = _open[server] = new();
            Begun.Add(server);
            using var ending = cancellationToken.Register(() => run.TrySetCanceled(cancellationToken));
            await run.Task;
            return default!;
        }

        public Task Publish(object notification, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task Publish<TNotification>(TNotification notification, CancellationToken cancellationToken = default)
            where TNotification : INotification => throw new NotSupportedException();
    }
}
