using System.Data.Common;
using ArtEngine.BuildingBlocks.Infrastructure.Commits;
using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.BuildingBlocks.Infrastructure.Sqlite;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Rendering.Prompts;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class GroupCommitTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private TemporaryDatabase<GenerationDbContext> _database = null!;
    private WatchedConnections _connections = null!;
    private GroupCommit<GenerationDbContext> _commits = null!;
    private JobWriter _writer = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        _connections = new(_database.Contexts);
        (_commits, _writer) = NewWriter();
    }

    public async Task DisposeAsync()
    {
        await _commits.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task What_comes_while_another_is_stored_is_stored_in_one_transaction()
    {
        var adds = await WhileTheDatabaseIsBusyAsync(() => [.. Enumerable.Range(0, 100).Select(_ => AddAsync(Samples.Job()))]);
        (await Task.WhenAll(adds)).ShouldAllBe(isNew => isNew);
        _connections.Commits.ShouldBeLessThanOrEqualTo(2);
        (await _database.QueryAsync<int>("SELECT COUNT(*) AS Value FROM jobs")).ShouldBe([100]);
        (await _database.QueryAsync<int>("SELECT COUNT(*) AS Value FROM outbox")).ShouldBe([100]);
        (await _database.QueryAsync<int>("SELECT COUNT(DISTINCT sequence) AS Value FROM jobs")).ShouldBe([100]);
    }

    [Fact]
    public async Task Nobody_is_answered_before_the_commit()
    {
        List<Task<bool>> adds = [];
        var answeredBefore = 0;
        _connections.OnCommit = () => answeredBefore += adds.Count(add => add.IsCompleted);
        await WhileTheDatabaseIsBusyAsync(() => adds = [.. Enumerable.Range(0, 50).Select(_ => AddAsync(Samples.Job()))]);
        await Task.WhenAll(adds);
        // The first one may have a transaction of its own, and is answered when the others' comes.
        answeredBefore.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task Of_equal_keys_one_job_is_stored_and_of_the_others_not_even_an_event()
    {
        var user = Guid.NewGuid();
        var adds = await WhileTheDatabaseIsBusyAsync(
            () => [.. Enumerable.Range(0, 20).Select(_ => AddAsync(Samples.Job(user, key: "same"))), AddAsync(Samples.Job())]);
        (await Task.WhenAll(adds)).Count(isNew => isNew).ShouldBe(2);
        (await _database.QueryAsync<int>("SELECT COUNT(*) AS Value FROM outbox")).ShouldBe([2]);
        _connections.Commits.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task What_the_database_refuses_spoils_nothing_that_came_with_it()
    {
        var refused = Guid.NewGuid();
        await _database.ExecuteAsync(
            $"CREATE TRIGGER refuse BEFORE INSERT ON jobs WHEN NEW.user_id = '{refused.ToString().ToUpperInvariant()}' " +
            "BEGIN SELECT RAISE(ABORT, 'no'); END");
        Task<bool> bad = null!;
        var good = await WhileTheDatabaseIsBusyAsync(() =>
        {
            Task<bool>[] before = [AddAsync(Samples.Job()), AddAsync(Samples.Job())];
            bad = AddAsync(Samples.Job(refused));
            return [.. before, AddAsync(Samples.Job())];
        });
        (await Task.WhenAll(good)).ShouldAllBe(isNew => isNew);
        await Should.ThrowAsync<DbException>(bad);
        (await _database.QueryAsync<int>("SELECT COUNT(*) AS Value FROM jobs")).ShouldBe([3]);
    }

    [Fact]
    public async Task Of_changes_of_one_job_at_once_each_is_applied_to_what_the_other_left()
    {
        var job = Samples.Job();
        await AddAsync(job);
        var cancels = await WhileTheDatabaseIsBusyAsync(
            () => [.. Enumerable.Range(0, 5).Select(_ => CancelAsync(job.Id)), AddAsync(Samples.Job())]);
        (await Task.WhenAll(cancels)).ShouldAllBe(isDone => isDone);
        (await _database.QueryAsync<string>("SELECT status AS Value FROM jobs ORDER BY sequence")).ShouldBe(["Canceled", "Queued"]);
        (await _database.QueryAsync<int>("SELECT COUNT(*) AS Value FROM outbox WHERE type LIKE '%JobEnded'")).ShouldBe([1]);
    }

    [Fact]
    public async Task A_lane_that_lost_its_server_stores_nothing_while_others_store_theirs()
    {
        var ports = JobPorts.On(_database, _clock);
        var claimer = Claimer.On(_database, ports.Dispatch, _clock);
        await AddAsync(Samples.Job());
        await AddAsync(Samples.Job());
        var (mine, lost) = (await claimer.ClaimNextAsync("gpu-1", default), await claimer.ClaimNextAsync("gpu-2", default));
        var (lease, lostLease) = (await claimer.LeaseAsync("gpu-1"), await claimer.LeaseAsync("gpu-2"));
        await _database.ExecuteAsync("UPDATE backends SET epoch = epoch + 1 WHERE name = 'gpu-2'");
        Task<bool> tooLate = null!;
        var others = await WhileTheDatabaseIsBusyAsync(() =>
        {
            tooLate = StartAsync(lost!, lostLease);
            return [StartAsync(mine!, lease), AddAsync(Samples.Job())];
        });
        (await Task.WhenAll(others)).ShouldAllBe(isDone => isDone);
        await Should.ThrowAsync<LaneLostException>(tooLate);
        (await _database.QueryAsync<string>("SELECT status AS Value FROM jobs ORDER BY sequence"))
            .ShouldBe(["Running", "Queued", "Queued"]);
    }

    [Fact]
    public async Task Who_leaves_before_it_is_their_turn_has_stored_nothing()
    {
        using var left = new CancellationTokenSource();
        Task<bool> abandoned = null!;
        var adds = await WhileTheDatabaseIsBusyAsync(() =>
        {
            var first = AddAsync(Samples.Job());
            abandoned = _writer.AddAsync(Samples.Job(), left.Token);
            left.Cancel();
            return [first];
        });
        await Task.WhenAll(adds);
        await Should.ThrowAsync<OperationCanceledException>(abandoned);
        (await _database.QueryAsync<int>("SELECT COUNT(*) AS Value FROM jobs")).ShouldBe([1]);
    }

    [Fact]
    public async Task Who_leaves_while_it_is_stored_has_stored_it()
    {
        using var left = new CancellationTokenSource();
        Task<bool> leaving = null!;
        _connections.OnCommit = () =>
        {
            if (_connections.Commits == 2)
            {
                left.Cancel();
            }
        };
        var others = await WhileTheDatabaseIsBusyAsync(() =>
        {
            Task<bool>[] before = [AddAsync(Samples.Job()), AddAsync(Samples.Job())];
            leaving = _writer.AddAsync(Samples.Job(), left.Token);
            return before;
        });
        (await Task.WhenAll(others)).ShouldAllBe(isNew => isNew);
        // Who stores it tells lanes and listeners of it.
        (await leaving).ShouldBeTrue();
        left.IsCancellationRequested.ShouldBeTrue();
        (await _database.QueryAsync<int>("SELECT COUNT(*) AS Value FROM jobs")).ShouldBe([3]);
    }

    /// <summary>The turn goes from one to the next, and any of them may leave at any moment.</summary>
    [Fact]
    public async Task Of_many_who_come_and_leave_all_that_stay_are_stored_and_of_the_others_what_they_were_told()
    {
        var user = Guid.NewGuid();
        var random = new Random(7);
        var adding = await WhileTheDatabaseIsBusyAsync(() => [.. Enumerable.Range(0, 600).Select(number =>
            AddAndPerhapsLeaveAsync(user, number, leaves: random.Next(3) == 0, after: Math.Max(0, random.Next(-20, 20))))]);
        var isStored = await Task.WhenAll(adding).WaitAsync(TimeSpan.FromSeconds(60));
        (await StoredAsync(user)).Order().ShouldBe(isStored.Index().Where(one => one.Item).Select(one => $"{one.Index}").Order());
        isStored.Count(one => !one).ShouldBeInRange(50, 300);
    }

    /// <returns>Whether it was stored.</returns>
    private async Task<bool> AddAndPerhapsLeaveAsync(Guid user, int number, bool leaves, int after)
    {
        using var left = new CancellationTokenSource();
        var adding = _writer.AddAsync(Samples.Job(user, key: $"{number}"), left.Token);
        if (leaves && after > 0)
        {
            await Task.Yield();
            Thread.SpinWait(after * 1_000);
        }

        if (leaves)
        {
            await left.CancelAsync();
        }

        try
        {
            return await adding;
        }
        catch (OperationCanceledException) when (leaves)
        {
            return false;
        }
    }

    [Fact]
    public async Task A_connection_that_broke_while_nobody_wrote_is_replaced()
    {
        await AddAsync(Samples.Job());
        await _connections.Last!.Database.GetDbConnection().CloseAsync();
        (await AddAsync(Samples.Job())).ShouldBeTrue();
        (await _database.QueryAsync<int>("SELECT COUNT(*) AS Value FROM jobs")).ShouldBe([2]);
    }

    [Fact]
    public async Task What_a_job_made_that_was_erased_meanwhile_is_not_stored_and_spoils_nothing()
    {
        var ports = JobPorts.On(_database, _clock);
        var claimer = Claimer.On(_database, ports.Dispatch, _clock);
        await AddAsync(Samples.Job());
        var job = (await claimer.ClaimNextAsync("gpu-1", default))!;
        await _database.ExecuteAsync("PRAGMA foreign_keys = ON; DELETE FROM jobs");
        var lease = await claimer.LeaseAsync("gpu-1");
        Task<bool> late = null!;
        var others = await WhileTheDatabaseIsBusyAsync(() =>
        {
            late = _writer.TryChangeAsync(
                job, found => found.Keep(found.OpenAttemptId!.Value, [Samples.Output(found.Id)]), lease, default);
            return [AddAsync(Samples.Job()), AddAsync(Samples.Job())];
        });
        (await Task.WhenAll(others)).ShouldAllBe(isNew => isNew);
        (await late).ShouldBeFalse();
        (await _database.QueryAsync<int>("SELECT COUNT(*) AS Value FROM outputs")).ShouldBe([0]);
    }

    /// <summary>Wherever it ends, what was answered is there, and there is nothing by half; repeated, each job is there once.</summary>
    [Fact]
    public void Wherever_a_transaction_breaks_off_what_was_answered_is_stored_and_nothing_by_half()
    {
        Prop.ForAll(
            Gen.Choose(1, 9).Zip(Gen.Choose(0, 3_000)).ToArbitrary(),
            given => BreakOffAsync(given.Item1, given.Item2).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();
        _connections.BrokenOff.ShouldBeGreaterThan(30);
    }

    private async Task BreakOffAsync(int jobs, int instructions)
    {
        var user = Guid.NewGuid();
        _connections.BreakOffAfter(instructions);
        var (commits, writer) = NewWriter();
        await using (commits)
        {
            var first = await Task.WhenAll(Enumerable.Range(0, jobs).Select(number => AddAsync(writer, user, number)));
            (await StoredAsync(user)).ShouldBeSubsetOf(Enumerable.Range(0, jobs).Select(number => $"{number}"));
            Enumerable.Range(0, jobs).Where(number => first[number] == true).Select(number => $"{number}")
                .ShouldBeSubsetOf(await StoredAsync(user));

            // As callers repeat what failed, with their keys.
            _connections.BreakOffAfter(instructions: -1);
            var again = await Task.WhenAll(Enumerable.Range(0, jobs).Select(number => AddAsync(writer, user, number)));
            again.ShouldAllBe(isNew => isNew != null);
            (await StoredAsync(user)).Order().ShouldBe(Enumerable.Range(0, jobs).Select(number => $"{number}").Order());
            (await _database.QueryAsync<int>(
                $"SELECT COUNT(*) AS Value FROM outbox WHERE payload LIKE '%{user}%'")).ShouldBe([jobs]);
        }
    }

    /// <returns>Whether it was new; null when it failed.</returns>
    private static async Task<bool?> AddAsync(JobWriter writer, Guid user, int number)
    {
        try
        {
            return await writer.AddAsync(Samples.Job(user, key: $"{number}"), default);
        }
        catch (DbException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<string>> StoredAsync(Guid user) => await _database.QueryAsync<string>(
        $"SELECT idempotency_key AS Value FROM jobs WHERE user_id = '{user.ToString().ToUpperInvariant()}'");

    private (GroupCommit<GenerationDbContext> Commits, JobWriter Writer) NewWriter()
    {
        var condition = new DatabaseCondition<GenerationDbContext>("test", NullLogger<DatabaseCondition<GenerationDbContext>>.Instance);
        var commits = new GroupCommit<GenerationDbContext>(_connections, condition, _database.Signals);
        var changes = new JobChanges(new LiveQueue(_clock), _database.Signals, _clock, NullLogger<JobChanges>.Instance);
        return (commits, new(_database.Contexts, commits, changes, _clock, Options.Create(new RenderingOptions())));
    }

    private Task<bool> AddAsync(ImageJob job) => _writer.AddAsync(job, default);

    private async Task<bool> CancelAsync(Guid jobId)
    {
        var job = await _writer.ChangeAsync(jobId, known: null, found => found.Cancel(Samples.Noon), lease: null, default);
        return job is { Status: JobStatus.Canceled };
    }

    private Task<bool> StartAsync(ImageJob job, LaneLease lease) =>
        _writer.TryChangeAsync(job, claimed => claimed.Start(claimed.OpenAttemptId!.Value, Samples.Noon), lease, default);

    /// <summary>Begins all of it while somebody else writes, so that it comes together.</summary>
    private async Task<IReadOnlyList<Task<bool>>> WhileTheDatabaseIsBusyAsync(Func<IReadOnlyList<Task<bool>>> begin)
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        using var turn = await SqliteWriteLock.AcquireAsync(db.Database, default);
        return begin();
    }
}
