using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Events;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Infrastructure.Tracking;
using ArtEngine.UnitTests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class WaitForJobTests : IDisposable
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly SteppedSignals _signals = new();
    private readonly ArtEngine.Generation.Domain.Jobs.ImageJob _job = Samples.Job();

    [Fact]
    public async Task An_end_is_answered_as_soon_as_it_rings()
    {
        var waiting = Wait(seconds: 30);
        await _signals.UntilWaitingAsync(waiting);
        _signals.Topics.ShouldBe([Topics.Job(_job.Id)]);
        _job.Cancel(Samples.Noon);
        _signals.Wake(Topics.Job(_job.Id));
        (await waiting).CompletedAt.ShouldNotBeNull();
        _signals.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task A_ring_that_was_lost_costs_a_second_at_most()
    {
        var waiting = Wait(seconds: 30);
        await _signals.UntilWaitingAsync(waiting);
        _signals.LastWait.ShouldBe(TimeSpan.FromSeconds(1));
        _job.Cancel(Samples.Noon);
        _clock.Advance(_signals.LastWait);
        _signals.Wake();
        (await waiting).CompletedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task When_the_time_is_over_the_job_is_answered_as_it_is()
    {
        var waiting = Wait(seconds: 2.5);
        foreach (var expected in new[] { 1, 1, 0.5 })
        {
            await _signals.UntilWaitingAsync(waiting);
            _signals.LastWait.ShouldBe(TimeSpan.FromSeconds(expected));
            _clock.Advance(_signals.LastWait);
            _signals.Wake();
        }

        (await waiting).CompletedAt.ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_waits_longer_than_the_setting_allows()
    {
        var waiting = Wait(seconds: 1_000_000, longest: 3);
        for (var second = 0; second < 3; second++)
        {
            await _signals.UntilWaitingAsync(waiting);
            _clock.Advance(TimeSpan.FromSeconds(1));
            _signals.Wake();
        }

        (await waiting.WaitAsync(TimeSpan.FromSeconds(20))).CompletedAt.ShouldBeNull();
    }

    [Fact]
    public async Task When_the_service_stops_the_job_is_answered_as_it_is()
    {
        using var stopping = new CancellationTokenSource();
        var waiting = Wait(seconds: 30, stopping: stopping.Token);
        await _signals.UntilWaitingAsync(waiting);
        await stopping.CancelAsync();
        (await waiting.WaitAsync(TimeSpan.FromSeconds(20))).CompletedAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_wait_of_zero_answers_at_once() => (await Wait(seconds: 0)).CompletedAt.ShouldBeNull();

    public void Dispose() => _signals.Dispose();

    private Task<JobView> Wait(double seconds, int longest = 300, CancellationToken stopping = default)
    {
        var jobs = new MemoryJobs(_clock) { All = { _job } };
        var placement = new PlacementCheck(new(new MemoryBackends(_clock), _clock), new OneServer(new ScriptedServer()));
        var views = new JobViews(
            new ProgressStore(), new LiveQueue(_clock), new WaitReasons(placement, jobs, _clock),
            new OutputLinks(new MemoryLinkKeys(), _clock), new DatabaseFaults(), NullLogger<JobViews>.Instance);
        return new WaitForJobHandler(jobs, views, _signals, _clock, Options.Create(new StreamOptions { MaxWaitSeconds = longest }))
            .Handle(new(_job.Id, _job.UserId, TimeSpan.FromSeconds(seconds), stopping), default);
    }
}
