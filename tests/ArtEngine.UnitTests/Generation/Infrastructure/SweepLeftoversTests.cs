using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.UnitTests.Generation.Application;
using MediatR;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class SweepLeftoversTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly MemoryStore _store = new();
    private TemporaryDatabase<GenerationDbContext> _database = null!;
    private EfImageJobs _jobs = null!;
    private EfLeftovers _leftovers = null!;
    private Claimer _claimer = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        var ports = JobPorts.On(_database, _clock);
        _jobs = ports.Jobs;
        _leftovers = new(_database.Contexts);
        _claimer = Claimer.On(_database, ports.Dispatch, _clock);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Files_of_a_lost_attempt_go_and_those_of_the_next_one_stay()
    {
        var job = await ClaimedAsync();
        var lost = Store(job, "early.png");
        await ChangeAsync(job, row =>
            row.LoseAttempt(job.OpenAttemptId!.Value, new(FaultCodes.BackendLost, "gone"), new(5, HasOthers: false), _clock.GetUtcNow()));
        var again = (await _claimer.ClaimNextAsync("gpu-1", default))!;
        var open = Store(again, "0.png");

        await SweepAsync();

        _store.Objects.Keys.ShouldBe([open]);
        (await _leftovers.EndedBeforeAsync(_clock.GetUtcNow(), null, 10, default)).ShouldBeEmpty();
        lost.ShouldNotBe(open);
    }

    [Fact]
    public async Task What_a_failed_job_keeps_stays_and_the_rest_of_its_attempt_goes()
    {
        var job = await ClaimedAsync();
        var (kept, unnoted) = (Store(job, "kept.png"), Store(job, "unnoted.png"));
        var attempt = job.OpenAttemptId!.Value;
        await ChangeAsync(job, row => row.Keep(attempt, [Output(row, kept)]));
        await ChangeAsync(job, row => row.Fail(attempt, new(FaultCodes.NodeError, "no"), _clock.GetUtcNow()));

        await SweepAsync();

        _store.Objects.Keys.ShouldBe([kept]);
        unnoted.ShouldNotBe(kept);
    }

    [Fact]
    public async Task A_store_that_is_away_is_asked_again_and_a_late_file_has_time_to_arrive()
    {
        var job = await ClaimedAsync();
        Store(job, "0.png");
        await ChangeAsync(job, row => row.Fail(job.OpenAttemptId!.Value, new(FaultCodes.NodeError, "no"), _clock.GetUtcNow()));
        using var end = new CancellationTokenSource();
        var sweep = Sweep(end.Token);
        _store.IsFull = true;
        for (var minute = 0; minute < 12; minute++)
        {
            _store.Objects.Count.ShouldBe(1);
            await UntilAsync(() => _clock.TimersRunning == 1);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        await UntilAsync(() => _clock.TimersRunning == 1);
        _store.IsFull = false;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(() => _store.Objects.Count == 0);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sweep);
    }

    [Fact]
    public async Task Files_that_cannot_be_deleted_keep_no_others()
    {
        var (stuck, other) = (await FailedAsync(), await FailedAsync());
        _store.Stuck = $"{stuck.UserId}/";
        _clock.Advance(TimeSpan.FromHours(1));
        using var end = new CancellationTokenSource();
        var sweep = Sweep(end.Token);
        await _clock.UntilATimerRunsAsync();
        _store.Objects.Keys.ShouldHaveSingleItem().ShouldStartWith(_store.Stuck);

        _store.Stuck = null;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(() => _store.Objects.Count == 0);
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sweep);
        other.UserId.ShouldNotBe(stuck.UserId);
    }

    [Fact]
    public async Task A_look_finds_nothing_of_attempts_that_succeeded()
    {
        var job = await ClaimedAsync();
        await ChangeAsync(job, row => row.Succeed(job.OpenAttemptId!.Value, [Output(row, Store(job, "0.png"))], 1, _clock.GetUtcNow()));
        (await _leftovers.EndedBeforeAsync(_clock.GetUtcNow().AddHours(1), null, 10, default)).ShouldBeEmpty();
    }

    private async Task<ImageJob> ClaimedAsync()
    {
        await _jobs.AddAsync(Samples.Job(), default);
        return (await _claimer.ClaimNextAsync("gpu-1", default))!;
    }

    private async Task<ImageJob> FailedAsync()
    {
        var job = await ClaimedAsync();
        Store(job, "0.png");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await ChangeAsync(job, row => row.Fail(job.OpenAttemptId!.Value, new(FaultCodes.NodeError, "no"), _clock.GetUtcNow()));
        return job;
    }

    private Task<ImageJob?> ChangeAsync(ImageJob job, Action<ImageJob> change) => _jobs.ChangeAsync(job.Id, change, default);

    private string Store(ImageJob job, string name)
    {
        var key = $"{job.UserId}/{job.Id}/{job.OpenAttemptId}/{name}";
        _store.Objects[key] = [1];
        return key;
    }

    private static JobOutput Output(ImageJob job, string key) => new()
    {
        Id = Guid.NewGuid(),
        JobId = job.Id,
        UserId = job.UserId,
        WorkflowName = job.WorkflowName,
        CreatedAt = Samples.Noon,
        Position = 0,
        NodeId = "7",
        Name = "a.png",
        Type = "image",
        ContentType = "image/png",
        SizeBytes = 1,
        Hash = "",
        StorageKey = key,
    };

    private async Task SweepAsync()
    {
        _clock.Advance(TimeSpan.FromHours(1));
        using var end = new CancellationTokenSource();
        var sweep = Sweep(end.Token);
        await _clock.UntilATimerRunsAsync();
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sweep);
    }

    private Task<Unit> Sweep(CancellationToken end) => ((IRequestHandler<SweepLeftoversCommand, Unit>)new SweepLeftoversHandler(
        _leftovers, _store, _clock, NullLogger<SweepLeftoversHandler>.Instance)).Handle(new(), end);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!isSo())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
