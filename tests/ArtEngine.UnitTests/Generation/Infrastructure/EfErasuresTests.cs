using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.Generation.Application.Erasure;
using ArtEngine.Generation.Application.Erasure.Requests;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.Generation.Infrastructure.Tracking;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.UnitTests.Generation.Application;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class EfErasuresTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly MemoryStore _store = new();
    private readonly Guid _user = Guid.NewGuid();
    private TemporaryDatabase<GenerationDbContext> _database = null!;
    private JobPorts _ports = null!;
    private EfImageJobs _jobs = null!;
    private Claimer _claimer = null!;
    private EfErasures _erasures = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        _ports = JobPorts.On(_database, _clock);
        _jobs = _ports.Jobs;
        _claimer = Claimer.On(_database, _ports.Dispatch, _clock);
        _erasures = new(_database.Contexts, _clock);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task To_note_a_user_twice_is_as_good_as_once()
    {
        await _erasures.RequestAsync(_user, default);
        _clock.Advance(TimeSpan.FromHours(1));
        await _erasures.RequestAsync(_user, default);

        (await _erasures.AllAsync(default)).ShouldHaveSingleItem().RequestedAt.ShouldBe(Samples.Noon);
    }

    [Fact]
    public async Task Attempts_and_outputs_go_with_their_jobs_and_those_of_others_stay()
    {
        var (mine, open, other) = (Samples.Job(_user), Samples.Job(_user), Samples.Job());
        await SucceedAsync(mine);
        await SucceedAsync(other);
        await _jobs.AddAsync(open, default);

        (await _erasures.DeleteJobsAsync(_user, evenOpen: false, default)).ShouldBe([mine.Id]);
        (await _erasures.DeleteJobsAsync(_user, evenOpen: false, default)).ShouldBeEmpty();
        (await _erasures.OpenJobsAsync(_user, default)).ShouldBe([open.Id]);

        await using var db = await _database.Contexts.CreateDbContextAsync();
        (await db.Jobs.Select(job => job.Id).ToListAsync()).ShouldBe([open.Id, other.Id], ignoreOrder: true);
        (await db.Attempts.SingleAsync()).JobId.ShouldBe(other.Id);
        (await db.Outputs.SingleAsync()).JobId.ShouldBe(other.Id);
    }

    [Fact]
    public async Task When_it_is_over_neither_the_note_nor_facts_about_the_user_are_left()
    {
        await _jobs.AddAsync(Samples.Job(_user), default);
        await _jobs.AddAsync(Samples.Job(), default);
        await _erasures.RequestAsync(_user, default);
        var erasure = (await _erasures.AllAsync(default)).Single();

        await _erasures.SaveAsync(erasure, isOver: true, default);

        (await _erasures.AllAsync(default)).ShouldBeEmpty();
        await using var db = await _database.Contexts.CreateDbContextAsync();
        (await db.Set<OutboxMessage>().SingleAsync()).Payload.ShouldNotContain(_user.ToString());
    }

    [Fact]
    public async Task Each_look_does_what_it_can_until_nothing_is_left_and_then_keeps_watch()
    {
        var (done, waiting, atServer) = (Samples.Job(_user), Samples.Job(_user), Samples.Job(_user, priority: 1));
        await SucceedAsync(done);
        await _jobs.AddAsync(atServer, default);
        var attempt = (await _claimer.ClaimNextAsync("gpu-1", default))!.OpenAttemptId!.Value;
        await _jobs.AddAsync(waiting, default);
        _store.Objects[$"{_user}/{done.Id}/a/0.png"] = [1];
        _store.Objects["other/a/0.png"] = [1];
        using var end = new CancellationTokenSource();
        await _erasures.RequestAsync(_user, default);
        var running = Run(end.Token);

        await _database.Signals.UntilWaitingAsync(running);
        (await _erasures.OpenJobsAsync(_user, default)).ShouldBe([atServer.Id]);
        (await JobsAsync()).ShouldBe([atServer.Id]);
        _store.Objects.Keys.ShouldBe(["other/a/0.png"]);

        // The server lets go of it, but its picture was stored just before.
        await _jobs.ChangeAsync(atServer.Id, job => job.ConfirmCancel(attempt, _clock.GetUtcNow()), default);
        _store.Objects[$"{_user}/{atServer.Id}/a/0.png"] = [1];
        await LookAsync(running);
        (await JobsAsync()).ShouldBeEmpty();
        _store.Objects.Keys.ShouldBe(["other/a/0.png"]);

        await LookAsync(running);
        await LookAsync(running);
        (await _erasures.AllAsync(default)).Single().QuietLooks.ShouldBe(2);
        _clock.Advance(TimeSpan.FromDays(2));
        await LookAsync(running);
        (await _erasures.AllAsync(default)).ShouldBeEmpty();
        await EndAsync(running, end);
    }

    [Fact]
    public async Task A_store_that_is_away_is_asked_again_and_rows_wait_for_it()
    {
        var done = Samples.Job(_user);
        await SucceedAsync(done);
        _store.Objects[$"{_user}/{done.Id}/a/0.png"] = [1];
        _store.IsFull = true;
        using var end = new CancellationTokenSource();
        await _erasures.RequestAsync(_user, default);
        var running = Run(end.Token);

        await _database.Signals.UntilWaitingAsync(running);
        _database.Signals.LastWait.ShouldBe(TimeSpan.FromSeconds(10));
        (await JobsAsync()).ShouldBe([done.Id]);
        _store.IsFull = false;
        await LookAsync(running);

        (await JobsAsync()).ShouldBeEmpty();
        _store.Objects.ShouldBeEmpty();
        await EndAsync(running, end);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_erasure_that_fails_keeps_no_other_one(bool isOfTheStore)
    {
        var other = Guid.NewGuid();
        await _erasures.RequestAsync(_user, default);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _erasures.RequestAsync(other, default);
        _store.Objects[$"{other}/a/0.png"] = [1];
        _store.Stuck = $"{_user}/";
        _store.Fault = isOfTheStore ? new IOException("It may not be deleted.") : new InvalidOperationException("Nobody thought of this.");
        using var end = new CancellationTokenSource();
        var running = Run(end.Token);

        await _database.Signals.UntilWaitingAsync(running);
        _store.Objects.ShouldBeEmpty();
        await EndAsync(running, end);
    }

    [Fact]
    public async Task A_job_whose_server_is_away_for_an_hour_goes_all_the_same()
    {
        await _jobs.AddAsync(Samples.Job(_user), default);
        await _claimer.ClaimNextAsync("gpu-1", default);
        using var end = new CancellationTokenSource();
        await _erasures.RequestAsync(_user, default);
        var running = Run(end.Token);
        await _database.Signals.UntilWaitingAsync(running);
        (await JobsAsync()).Count.ShouldBe(1);

        _clock.Advance(TimeSpan.FromHours(1));
        await LookAsync(running);

        (await JobsAsync()).ShouldBeEmpty();
        await EndAsync(running, end);
    }

    private Task<Unit> Run(CancellationToken cancellationToken) => ((IRequestHandler<RunErasuresCommand, Unit>)new RunErasuresHandler(
        _erasures,
        new(
            _erasures, _jobs, _store, new(new ProgressStore(), _ports.Reports, _database.Signals), _clock, NullLogger<UserEraser>.Instance),
        _database.Signals,
        new DatabaseFaults(),
        _clock,
        NullLogger<RunErasuresHandler>.Instance)).Handle(new(), cancellationToken);

    private async Task LookAsync(Task running)
    {
        _clock.Advance(TimeSpan.FromMinutes(2));
        _database.Signals.Wake();
        await _database.Signals.UntilWaitingAsync(running);
    }

    private static async Task EndAsync(Task running, CancellationTokenSource end)
    {
        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    private async Task SucceedAsync(ImageJob job)
    {
        await _jobs.AddAsync(job, default);
        var claimed = (await _claimer.ClaimNextAsync("gpu-1", default))!;
        await _jobs.ChangeAsync(
            claimed.Id, found => found.Succeed(claimed.OpenAttemptId!.Value, [Samples.Output(job.Id)], 10, _clock.GetUtcNow()), default);
    }

    private async Task<IReadOnlyList<Guid>> JobsAsync()
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        return await db.Jobs.Where(job => job.UserId == _user && job.Status != JobStatus.Expired).Select(job => job.Id).ToListAsync();
    }
}
