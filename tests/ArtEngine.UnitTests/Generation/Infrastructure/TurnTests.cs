using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Rendering.Dispatching;
using ArtEngine.Generation.Application.Rendering.LaneRun;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.UnitTests.Generation.Application;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

/// <summary>Users take turns: what the database's triggers and the claim make of it, on SQLite.</summary>
public sealed class TurnTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private TemporaryDatabase<GenerationDbContext> _database = null!;
    private JobPorts _ports = null!;
    private Claimer _claimer = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        _ports = JobPorts.On(_database, _clock);
        _claimer = Claimer.On(_database, _ports.Dispatch, _clock);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public void Whatever_happens_to_jobs_the_turns_are_what_the_model_says() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<(byte What, byte User, byte Value)>().ListOf(60).ToArbitrary(),
        steps => FollowAsync(steps).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public async Task A_priority_counts_among_ones_own_jobs_only()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        foreach (var (user, priority) in new[] { (first, 0), (first, 0), (second, 0), (first, 10) })
        {
            await AddAsync(user, priority);
        }

        var taken = new List<(Guid, int)>();
        while (await _claimer.ClaimNextAsync("gpu-1", default) is { } job)
        {
            taken.Add((job.UserId, job.Priority));
        }

        taken.ShouldBe([(first, 10), (second, 0), (first, 0), (first, 0)]);
    }

    [Fact]
    public async Task With_the_permission_it_counts_before_the_jobs_of_all_and_still_others_get_their_turns()
    {
        var (busy, late, holder) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var jobs = new List<ImageJob> { await AddAsync(busy), await AddAsync(busy) };
        await RenderAsync(1, seconds: 5);
        foreach (var (user, priority, turn) in new[]
        {
            (late, 0, (Guid?)null), (holder, 1, ImageJob.PriorityTurn), (holder, 0, null), (late, 9, ImageJob.PriorityTurn),
            (busy, 1, ImageJob.FrontTurn), (holder, 1, ImageJob.PriorityTurn), (busy, 0, null),
        })
        {
            jobs.Add(Samples.Job(user, priority, at: _clock.GetUtcNow(), turn: turn));
            (await _ports.Jobs.AddAsync(jobs[^1], turn is null ? new("", 1, null, 10) : TurnTerms.Shared(10), default)).ShouldBeTrue();
        }

        (await _ports.Dispatch.WaitingAsync(new(8, false, null, []) { WithoutNew = true }, default)).ShouldHaveSingleItem().Id
            .ShouldBe(jobs[1].Id, "that is who is next after three in a row of those who go first");
        _ports.Live.Apply(await _ports.Changes.WaitingTurnsAsync(default));
        var told = jobs.Select(job => _ports.Live.Find(JobRow.Of(job)).Position).ToList();

        var taken = new List<int>();
        while (await _claimer.ClaimNextAsync("gpu-1", default) is { } job)
        {
            taken.Add(jobs.FindIndex(one => one.Id == job.Id));
            told[taken[^1]].ShouldBe(taken.Count);
            await _ports.Jobs.ChangeAsync(job.Id, one => one.Succeed(one.OpenAttemptId!.Value, [], 5_000, _clock.GetUtcNow()), default);
        }

        taken.ShouldBe([6, 5, 3, 7, 2, 4, 1, 8]);
    }

    [Fact]
    public async Task A_stream_of_jobs_that_go_first_leaves_every_fourth_to_who_is_new_and_to_who_is_not()
    {
        var (busy, late) = (Guid.NewGuid(), Guid.NewGuid());
        await AddAsync(busy);
        await AddAsync(busy);
        await RenderAsync(1, seconds: 5);
        for (var number = 0; number < 9; number++)
        {
            var first = Samples.Job(Guid.NewGuid(), priority: 1, at: _clock.GetUtcNow(), turn: ImageJob.PriorityTurn);
            (await _ports.Jobs.AddAsync(first, TurnTerms.Shared(10), default)).ShouldBeTrue();
        }

        await AddAsync(late);
        var server = new ScriptedServer();
        var dispatcher = new Dispatcher(
            server, await _claimer.LeaseAsync("gpu-1"), _ports.Dispatch, new(),
            new(server, _ports.Dispatch, new(new SteppedSignals(), server.Name), new(_clock)), _clock);
        var taken = new List<Guid>();
        while ((await dispatcher.ClaimNextAsync(PeerServers.None, isEmpty: true, default)).Job is { } job)
        {
            taken.Add(job.TurnId);
            await _ports.Jobs.ChangeAsync(job.Id, one => one.Succeed(one.OpenAttemptId!.Value, [], 5_000, _clock.GetUtcNow()), default);
        }

        var p = ImageJob.PriorityTurn;
        taken.ShouldBe([p, p, p, late, p, p, p, busy, p, p, p]);
    }

    [Fact]
    public async Task Who_comes_back_after_a_pause_has_saved_nothing_up()
    {
        var (busy, late) = (Guid.NewGuid(), Guid.NewGuid());
        for (var job = 0; job < 30; job++)
        {
            await AddAsync(busy);
        }

        await RenderAsync(10, seconds: 5);
        for (var job = 0; job < 30; job++)
        {
            await AddAsync(late);
        }

        var served = await RenderAsync(20, seconds: 5);
        served[0].ShouldBe(late, "who is new is next");
        served.Count(user => user == late).ShouldBeInRange(9, 11);
    }

    [Fact]
    public async Task Who_sends_one_job_after_the_other_is_not_new_each_time()
    {
        var (busy, patient) = (Guid.NewGuid(), Guid.NewGuid());
        for (var job = 0; job < 40; job++)
        {
            await AddAsync(busy);
        }

        var served = new List<Guid>();
        for (var job = 0; job < 20; job++)
        {
            await AddAsync(patient);
            served.AddRange(await RenderAsync(1, seconds: 6));
            served.AddRange(await RenderAsync(1, seconds: 2));
        }

        // Each of the patient one's renders takes about as long as the other's; nobody has more than half.
        served.Count(user => user == patient).ShouldBeInRange(14, 20);
    }

    [Fact]
    public async Task The_places_that_are_told_are_the_order_in_which_jobs_are_taken()
    {
        var users = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToList();
        var jobs = new List<ImageJob>();
        for (var number = 0; number < 40; number++)
        {
            jobs.Add(await AddAsync(users[number % 7 % 5], number % 3));
        }

        await RenderAsync(8, seconds: 7);
        _ports.Live.Apply(await _ports.Changes.WaitingTurnsAsync(default));
        var told = jobs.ToDictionary(job => job.Id, job => _ports.Live.Find(JobRow.Of(job)).Position);
        for (var place = 1; await _claimer.ClaimNextAsync("gpu-1", default) is { } job; place++)
        {
            told[job.Id].ShouldBe(place);
            await _ports.Jobs.ChangeAsync(job.Id, one => one.Succeed(one.OpenAttemptId!.Value, [], 7_000, _clock.GetUtcNow()), default);
        }
    }

    [Fact]
    public async Task Of_many_requests_at_once_exactly_as_many_are_let_in_as_may_wait()
    {
        var (me, terms) = (Guid.NewGuid(), new TurnTerms("small", 1, null, MaxWaiting: 10));
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => _ports.Jobs.AddAsync(Samples.Job(me), terms, default)));
        answers.Count(isStored => isStored).ShouldBe(10);
        (await _claimer.ClaimNextAsync("gpu-1", default)).ShouldNotBeNull();
        answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => _ports.Jobs.AddAsync(Samples.Job(me), terms, default)));
        answers.Count(isStored => isStored).ShouldBe(1);
        (await _database.QueryAsync<int>("SELECT COUNT(*) AS Value FROM outbox")).ShouldBe([11]);
    }

    [Fact]
    public async Task End_users_follow_the_plan_of_whoever_vouches_for_them_unless_they_have_one_of_their_own()
    {
        var (owner, guest, favoured) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        foreach (var (user, plan) in new[] { (guest, "free"), (favoured, "own") })
        {
            var terms = new TurnTerms(plan, 1, null, MaxWaiting: 10) { ProgramId = owner };
            (await _ports.Jobs.AddAsync(Samples.Job(user), terms, default)).ShouldBeTrue();
        }

        await new EfTurns(_database.Contexts).ChangeOfProgramAsync(owner, "free", new("pro", 4, 2, MaxWaiting: 10), default);
        await using var db = await _database.Contexts.CreateDbContextAsync();
        var turns = db.Turns.Where(turn => turn.ProgramId == owner);
        (await turns.Select(turn => new { turn.UserId, turn.Plan, turn.Weight, turn.MaxRunning }).ToListAsync()).ShouldBe(
            [new { UserId = guest, Plan = "pro", Weight = 4.0, MaxRunning = (int?)2 },
                new { UserId = favoured, Plan = "own", Weight = 1.0, MaxRunning = (int?)null }],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Of_all_end_users_of_a_program_together_exactly_as_many_are_let_in_as_may_wait()
    {
        var terms = new TurnTerms("bot", 1, null, MaxWaiting: 4) { ProgramId = Guid.NewGuid(), MaxWaitingOfProgram = 10 };
        var people = Enumerable.Range(0, 16).Select(_ => Guid.NewGuid()).ToList();
        (await AddManyAsync()).ShouldBe(10);
        (await _claimer.ClaimNextAsync("gpu-1", default)).ShouldNotBeNull();
        (await AddManyAsync()).ShouldBe(1);
        (await _ports.Jobs.AddAsync(Samples.Job(), terms with { ProgramId = Guid.NewGuid() }, default)).ShouldBeTrue("another program");

        async Task<int> AddManyAsync() => (await Task.WhenAll(Enumerable.Range(0, 64).Select(
            number => _ports.Jobs.AddAsync(Samples.Job(people[number % 16]), terms, default)))).Count(isStored => isStored);
    }

    [Fact]
    public async Task Servers_have_no_more_jobs_of_a_user_at_once_than_the_plan_gives()
    {
        var (limited, other) = (Guid.NewGuid(), Guid.NewGuid());
        for (var job = 0; job < 4; job++)
        {
            await _ports.Jobs.AddAsync(Samples.Job(limited), new TurnTerms("small", 1, MaxRunning: 2, int.MaxValue), default);
            await AddAsync(other);
        }

        var taken = await TakeAllAsync();
        taken.Count(job => job.UserId == limited).ShouldBe(2);
        taken.Count.ShouldBe(6);

        // One is over, so there is room for one.
        var first = taken.First(job => job.UserId == limited);
        await _ports.Jobs.ChangeAsync(first.Id, job => job.Succeed(first.OpenAttemptId!.Value, [], 1_000, Samples.Noon), default);
        (await TakeAllAsync()).ShouldHaveSingleItem().UserId.ShouldBe(limited);

        // The plan gives more now, also to those who wait.
        await new EfTurns(_database.Contexts).ChangeAsync(null, new("small", 1, MaxRunning: 3, int.MaxValue), default);
        (await TakeAllAsync()).ShouldHaveSingleItem().UserId.ShouldBe(limited);
    }

    [Fact]
    public async Task Two_lanes_that_saw_the_same_room_do_not_both_take_it()
    {
        var (me, terms) = (Guid.NewGuid(), new TurnTerms("small", 1, MaxRunning: 1, int.MaxValue));
        await _ports.Jobs.AddAsync(Samples.Job(me), terms, default);
        await _ports.Jobs.AddAsync(Samples.Job(me), terms, default);
        var seen = await _ports.Dispatch.WaitingAsync(new(8, false, null, []) { IsDeep = true }, default);
        var taken = new List<ImageJob?>();
        foreach (var (server, job) in new[] { ("gpu-1", seen[0]), ("gpu-2", seen[1]) })
        {
            taken.Add(await _ports.Dispatch.ClaimAsync(await _claimer.LeaseAsync(server), new(job, [], false), default));
        }

        taken.Count(job => job is not null).ShouldBe(1);
    }

    [Fact]
    public async Task Weights_are_shares()
    {
        var (double_, single) = (Guid.NewGuid(), Guid.NewGuid());
        for (var job = 0; job < 40; job++)
        {
            await _ports.Jobs.AddAsync(Samples.Job(double_), new TurnTerms("double", 2, null, int.MaxValue), default);
            await AddAsync(single);
        }

        var served = await RenderAsync(42, seconds: 5);
        served.Count(user => user == double_).ShouldBeInRange(27, 29);
    }

    private async Task<List<ImageJob>> TakeAllAsync()
    {
        var taken = new List<ImageJob>();
        while (await _claimer.ClaimNextAsync("gpu-1", default) is { } job)
        {
            taken.Add(job);
        }

        return taken;
    }

    private async Task<ImageJob> AddAsync(Guid user, int priority = 0)
    {
        var job = Samples.Job(user, priority, at: _clock.GetUtcNow());
        (await _ports.Jobs.AddAsync(job, default)).ShouldBeTrue();
        return job;
    }

    /// <returns>Whose jobs were rendered, one after the other.</returns>
    private async Task<List<Guid>> RenderAsync(int count, int seconds)
    {
        var served = new List<Guid>();
        for (var number = 0; number < count; number++)
        {
            var job = (await _claimer.ClaimNextAsync("gpu-1", default))!;
            served.Add(job.UserId);
            await _ports.Jobs.ChangeAsync(
                job.Id, one => one.Succeed(one.OpenAttemptId!.Value, [], seconds * 1_000, _clock.GetUtcNow()), default);
        }

        return served;
    }

    private async Task FollowAsync(IList<(byte What, byte User, byte Value)> steps)
    {
        await ClearAsync();
        var users = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToList();
        var (model, atWork, free) = (new TurnModel(), new List<ImageJob>(), new List<ImageJob>());
        foreach (var (what, user, value) in steps)
        {
            switch (what % 5)
            {
                case 0 or 1:
                    free.Add(await AddAsync(users[user % 4], value % 3));
                    model.Wait(free[^1]);
                    break;
                case 2:
                    await TakeAsync(model, atWork, free);
                    break;
                case 3 when atWork.Count > 0:
                    await EndAsync(model, atWork, free, value);
                    break;
                case 4 when free.Count > 0:
                    var canceled = free[value % free.Count];
                    free.Remove(canceled);
                    await _ports.Jobs.ChangeAsync(canceled.Id, job => job.Cancel(_clock.GetUtcNow()), default);
                    model.Leave(canceled);
                    break;
            }
        }

        await EnsureSameAsync(model);
    }

    private async Task TakeAsync(TurnModel model, List<ImageJob> atWork, List<ImageJob> free)
    {
        var next = model.Next();
        var taken = await _claimer.ClaimNextAsync("gpu-1", default);
        if (next is not { } expected)
        {
            taken.ShouldBeNull();
            return;
        }

        expected.Jobs.ShouldContain(taken!.Id);
        model.Take(taken, taken.Attempts[^1].ExpectedSeconds);
        free.RemoveAll(job => job.Id == taken.Id);
        atWork.Add(taken);
    }

    private async Task EndAsync(TurnModel model, List<ImageJob> atWork, List<ImageJob> free, byte value)
    {
        var job = atWork[value % atWork.Count];
        atWork.Remove(job);
        var (attempt, isLost) = (job.Attempts[^1], value % 4 == 0);
        var after = (await _ports.Jobs.ChangeAsync(
            job.Id,
            one =>
            {
                if (isLost)
                {
                    one.LoseAttempt(attempt.Id, new(FaultCodes.BackendBusy, "busy"), new(100, HasOthers: true), _clock.GetUtcNow());
                }
                else
                {
                    one.Succeed(attempt.Id, [], value * 100, _clock.GetUtcNow());
                }
            },
            default))!;
        model.End(after, attempt.ExpectedSeconds, isLost ? 0 : value / 10.0, isLost);
        if (isLost)
        {
            free.Add(after);
        }
    }

    private async Task EnsureSameAsync(TurnModel model)
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        var turns = await db.Turns.ToDictionaryAsync(turn => turn.Id);
        turns.Keys.ShouldBe(model.Turns.Keys, ignoreOrder: true);
        foreach (var (id, expected) in model.Turns)
        {
            var turn = turns[id];
            (turn.Waiting, turn.AtWork, turn.IsReady).ShouldBe((expected.Waiting.Count, expected.AtWork, expected.Waiting.Count > 0));
            turn.VirtualTime.ShouldBe(expected.VirtualTime, 1e-6);
            turn.LastStart.ShouldBe(expected.LastStart, 1e-6);
            if (turn.IsReady)
            {
                turn.Place.ShouldBe(expected.Place, 1e-6);
            }
        }
    }

    private async Task ClearAsync()
    {
        foreach (var table in new[] { "jobs", "render_attempts", "turns" })
        {
            await _database.ExecuteAsync($"DELETE FROM {table}");
        }
    }
}
