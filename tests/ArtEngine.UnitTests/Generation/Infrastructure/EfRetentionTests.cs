using ArtEngine.Generation.Application.Erasure.Retention;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.Users.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class EfRetentionTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly (Guid One, Guid Other) _users = (Guid.NewGuid(), Guid.NewGuid());
    private TemporaryDatabase<GenerationDbContext> _database = null!;
    private EfRetention _retention = null!;
    private EndedJobs _jobs = null!;
    private Func<Guid, UserPlan> _plans = _ => UserPlan.None;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        _retention = new(_database.Contexts, _clock);
        _jobs = EndedJobs.On(_database, _clock);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Nothing_is_even_looked_at_while_everything_is_kept()
    {
        await _jobs.SucceedAsync(_users.One);
        (await LookAsync(new())).ShouldBeEmpty();
        (await _retention.BeginAsync("", default)).ShouldBe(0);
    }

    [Fact]
    public async Task Jobs_go_by_their_age_and_each_kind_by_its_own()
    {
        var (good, bad) = (await _jobs.SucceedAsync(_users.One), await _jobs.FailAsync(_users.One));
        await _jobs.AddAsync(Samples.Job(_users.One));
        var terms = new RetentionOptions { KeepDays = 7, KeepFailedDays = 1 };
        (await LookAsync(terms)).ShouldBeEmpty();
        (await ExpiresAsync(good.Id)).ShouldBe(Samples.Noon.AddDays(7).AddMinutes(1));

        _clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        (await LookAsync(terms)).ShouldBe([bad.Id]);
        _clock.Advance(TimeSpan.FromDays(6));
        (await LookAsync(terms)).ShouldBe([good.Id]);

        await using var db = await _database.Contexts.CreateDbContextAsync();
        (await db.Jobs.SingleAsync()).CompletedAt.ShouldBeNull("what has not ended is kept");
        (await db.Deletions.Select(deletion => deletion.Path).ToListAsync())
            .ShouldBe([$"{_users.One}/{bad.Id}/", $"{_users.One}/{good.Id}/"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_favourite_keeps_its_job_until_it_is_none_any_more()
    {
        var job = await _jobs.SucceedAsync(_users.One, outputs: 2);
        var terms = new RetentionOptions { KeepDays = 1, MaxJobsPerUser = 1 };
        await LookAsync(terms);
        var outputs = new EfOutputs(_database.Contexts);
        (await outputs.MarkAsync(job.Outputs[1].Id, _users.Other, true, default)).ShouldBeNull("it is another user's");
        (await outputs.MarkAsync(job.Outputs[1].Id, _users.One, true, default))!.IsFavourite.ShouldBeTrue();

        _clock.Advance(TimeSpan.FromDays(30));
        await _jobs.SucceedAsync(_users.One);
        (await LookAsync(terms)).ShouldBeEmpty();
        (await ExpiresAsync(job.Id)).ShouldBeNull();

        await outputs.MarkAsync(job.Outputs[1].Id, _users.One, false, default);
        (await LookAsync(terms)).ShouldBe([job.Id]);
    }

    [Fact]
    public async Task Of_more_jobs_or_bytes_than_a_user_may_keep_the_oldest_go()
    {
        var mine = new List<Guid>();
        for (var number = 0; number < 5; number++)
        {
            mine.Add((await _jobs.SucceedAsync(_users.One)).Id);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        var theirs = await _jobs.SucceedAsync(_users.Other);
        (await LookAsync(new() { MaxJobsPerUser = 3 })).ShouldBe(mine[..2], ignoreOrder: true);
        // Each has one output of 100 bytes.
        (await LookAsync(new() { MaxBytesPerUser = 250 })).ShouldBe([mine[2]]);
        (await LookAsync(new() { MaxBytesPerUser = 250 })).ShouldBeEmpty();
        (await ExpiresAsync(theirs.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task Other_terms_hold_for_jobs_that_ended_before()
    {
        var job = await _jobs.SucceedAsync(_users.One);
        await LookAsync(new() { KeepDays = 1 });
        await LookAsync(new());
        (await ExpiresAsync(job.Id)).ShouldBeNull("everything is kept again");

        await LookAsync(new() { KeepDays = 3 });
        (await ExpiresAsync(job.Id)).ShouldBe(Samples.Noon.AddDays(3).AddMinutes(1));
    }

    [Fact]
    public async Task What_a_plan_says_goes_before_the_settings_and_holds_for_its_users_only()
    {
        var (mine, failed, theirs) =
            (await _jobs.SucceedAsync(_users.One), await _jobs.FailAsync(_users.One), await _jobs.SucceedAsync(_users.Other));
        _plans = user => user == _users.One ? new("short") { KeepDays = 2 } : UserPlan.None;
        await LookAsync(new() { KeepDays = 7, KeepFailedDays = 1 });
        (await ExpiresAsync(mine.Id)).ShouldBe(Samples.Noon.AddDays(2).AddMinutes(1));
        (await ExpiresAsync(failed.Id)).ShouldBe(Samples.Noon.AddDays(1).AddMinutes(1));
        (await ExpiresAsync(theirs.Id)).ShouldBe(Samples.Noon.AddDays(7).AddMinutes(1));
    }

    [Fact]
    public async Task Another_plan_holds_for_what_is_there_already()
    {
        var jobs = new List<Guid>();
        for (var number = 0; number < 3; number++)
        {
            jobs.Add((await _jobs.SucceedAsync(_users.One)).Id);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        await _retention.ReviewAgainAsync(_users.One, mayExpire: false, default);
        (await LookAsync(new())).ShouldBeEmpty("everything is kept");

        // Each has one output of 100 bytes.
        _plans = _ => new("small") { StorageBytes = 200 };
        await _retention.ReviewAgainAsync(_users.One, mayExpire: true, default);
        (await LookAsync(new())).ShouldBe([jobs[0]]);

        // Of those who have the plan nobody is known here: everybody is reviewed.
        _plans = _ => new("small") { StorageBytes = 100 };
        await _retention.ReviewAgainAsync(userId: null, mayExpire: true, default);
        (await LookAsync(new())).ShouldBe([jobs[1]]);
    }

    [Fact]
    public async Task With_a_user_whose_plan_is_another_the_end_users_of_their_program_are_reviewed()
    {
        var owner = Guid.NewGuid();
        var job = await _jobs.SucceedAsync(_users.One);
        await _database.ExecuteAsync($"UPDATE turns SET program_id = '{owner.ToString().ToUpperInvariant()}'");
        _plans = _ => new("long") { KeepDays = 30 };
        await _retention.ReviewAgainAsync(userId: null, mayExpire: true, default);
        await LookAsync(new());
        (await ExpiresAsync(job.Id)).ShouldBe(Samples.Noon.AddDays(30).AddMinutes(1));

        _plans = _ => new("short") { KeepDays = 3 };
        await _retention.ReviewAgainAsync(owner, mayExpire: true, default);
        await LookAsync(new());
        (await ExpiresAsync(job.Id)).ShouldBe(Samples.Noon.AddDays(3).AddMinutes(1));
    }

    [Fact]
    public async Task However_many_jobs_a_user_has_another_plan_is_told_in_one_step_and_looked_at_in_many()
    {
        const int Jobs = 620;
        for (var number = 0; number < Jobs; number++)
        {
            await _jobs.SucceedAsync(_users.One);
        }

        var theirs = await _jobs.SucceedAsync(_users.Other);
        var options = new RetentionOptions { KeepDays = 7 };
        await ReviewAsync(options, 1_000);

        _plans = user => user == _users.One ? new("short") { KeepDays = 2 } : UserPlan.None;
        await _retention.ReviewAgainAsync(_users.One, mayExpire: true, default);
        (await _database.QueryAsync<int>("SELECT count(*) AS value FROM jobs WHERE reviewed_under = 0")).ShouldBe([0], "that is the timer's");

        var reviewed = new List<int>();
        do
        {
            reviewed.Add(await ReviewAsync(options, 200));
        }
        while (reviewed[^1] > 0);

        reviewed.Sum().ShouldBe(Jobs);
        await using var db = await _database.Contexts.CreateDbContextAsync();
        (await db.Jobs.CountAsync(job => job.ExpiresAt == Samples.Noon.AddDays(2).AddMinutes(1))).ShouldBe(Jobs);
        (await ExpiresAsync(theirs.Id)).ShouldBe(Samples.Noon.AddDays(7).AddMinutes(1));
        (await db.UserReviews.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Of_many_users_with_another_plan_none_waits_for_the_next_look()
    {
        var users = Enumerable.Range(0, 30).Select(_ => Guid.NewGuid()).ToList();
        foreach (var user in users)
        {
            await _jobs.SucceedAsync(user);
        }

        var options = new RetentionOptions { KeepDays = 7 };
        await ReviewAsync(options, 100);
        _plans = _ => new("long") { KeepDays = 70 };
        foreach (var user in users)
        {
            await _retention.ReviewAgainAsync(user, mayExpire: true, default);
        }

        (await ReviewAsync(options, 50)).ShouldBe(50, "there are more");
        (await ReviewAsync(options, 50)).ShouldBeLessThan(50);
        await using var db = await _database.Contexts.CreateDbContextAsync();
        (await db.Jobs.CountAsync(job => job.ExpiresAt > Samples.Noon.AddDays(60))).ShouldBe(users.Count);
    }

    [Fact]
    public async Task Favourites_take_their_part_of_what_a_plan_gives()
    {
        var (first, second) = (await _jobs.SucceedAsync(_users.One), await _jobs.SucceedAsync(_users.One));
        await new EfOutputs(_database.Contexts).MarkAsync(first.Outputs[0].Id, _users.One, true, default);
        (await LookAsync(new() { MaxBytesPerUser = 150 })).ShouldBe([second.Id]);
    }

    private async Task<int> ReviewAsync(RetentionOptions options, int count)
    {
        var terms = TermsOf(options);
        return await _retention.ReviewAsync(terms, await _retention.BeginAsync(terms.Wording, default), count, default);
    }

    private RetentionTerms TermsOf(RetentionOptions options) =>
        new(Options.Create(options), new ScriptedMediator(query => _plans(((GetPlanQuery)query).UserId)));

    private async Task<IReadOnlyList<Guid>> LookAsync(RetentionOptions options)
    {
        var terms = TermsOf(options);
        var version = await _retention.BeginAsync(terms.Wording, default);
        await _retention.ReviewAsync(terms, version, 100, default);
        (await _retention.ReviewAsync(terms, version, 100, default)).ShouldBe(0, "each is reviewed once");
        return await _retention.DeleteExpiredAsync(100, default);
    }

    private async Task<DateTimeOffset?> ExpiresAsync(Guid jobId)
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        return (await db.Jobs.SingleAsync(job => job.Id == jobId)).ExpiresAt;
    }
}
