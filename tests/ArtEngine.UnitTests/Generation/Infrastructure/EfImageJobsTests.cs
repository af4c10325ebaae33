using System.Collections.Concurrent;
using System.Data.Common;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class EfImageJobsTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private TemporaryDatabase<GenerationDbContext> _database = null!;
    private JobPorts _ports = null!;
    private EfImageJobs _jobs = null!;
    private EfDispatchQueue _dispatch = null!;
    private EfJobReads _reads = null!;
    private Claimer _claimer = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        _ports = JobPorts.On(_database, _clock);
        (_jobs, _dispatch, _reads) = (_ports.Jobs, _ports.Dispatch, _ports.Reads);
        _claimer = Claimer.On(_database, _dispatch, _clock);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Jobs_of_a_user_are_claimed_by_priority_and_then_in_the_order_of_acceptance()
    {
        var me = Guid.NewGuid();
        var (first, second, urgent, patient, urgentToo) =
            (Samples.Job(me), Samples.Job(me), Samples.Job(me, priority: 5), Samples.Job(me, priority: -1), Samples.Job(me, priority: 5));
        foreach (var job in new[] { first, second, urgent, patient, urgentToo })
        {
            (await _jobs.AddAsync(job, default)).ShouldBeTrue();
        }

        _ports.Live.Find(JobRow.Of(patient)).Position.ShouldBe(5);
        var claimed = new List<Guid>();
        while (await _claimer.ClaimNextAsync("gpu-1", default) is { } job)
        {
            claimed.Add(job.Id);
        }

        claimed.ShouldBe([urgent.Id, urgentToo.Id, first.Id, second.Id, patient.Id]);
    }

    [Fact]
    public async Task A_claim_is_stored_with_its_open_attempt()
    {
        await _jobs.AddAsync(Samples.Job(), default);
        var claimed = (await _claimer.ClaimNextAsync("gpu-1", default))!;
        var stored = (await _dispatch.WithOpenAttemptAsync("gpu-1", default)).ShouldHaveSingleItem();
        stored.OpenAttemptId.ShouldBe(claimed.OpenAttemptId);
        stored.Graph.ShouldNotBeNull();
        (await _dispatch.WithOpenAttemptAsync("gpu-2", default)).ShouldBeEmpty();
        await using var db = await _database.Contexts.CreateDbContextAsync();
        var attempt = await db.Attempts.SingleAsync();
        (attempt.Id, attempt.JobId, attempt.Number, attempt.State, attempt.CreatedAt)
            .ShouldBe((claimed.OpenAttemptId!.Value, claimed.Id, 1, AttemptState.Open, Samples.Noon));
    }

    [Fact]
    public async Task Eight_who_claim_at_once_never_share_a_job_and_leave_none()
    {
        const int Count = 60;
        for (var number = 0; number < Count; number++)
        {
            await _jobs.AddAsync(Samples.Job(), default);
        }

        var claimed = new ConcurrentBag<(Guid Job, Guid Attempt)>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(claimer => Task.Run(async () =>
        {
            while (await _claimer.ClaimNextAsync($"gpu-{claimer}", default) is { } job)
            {
                claimed.Add((job.Id, job.OpenAttemptId!.Value));
            }
        })));

        claimed.Select(one => one.Job).ShouldBeUnique();
        claimed.Count.ShouldBe(Count);
        await using var db = await _database.Contexts.CreateDbContextAsync();
        (await db.Attempts.Select(attempt => attempt.Id).ToListAsync()).ShouldBe(claimed.Select(one => one.Attempt), ignoreOrder: true);
    }

    [Fact]
    public async Task A_change_is_applied_again_to_what_somebody_else_made_of_the_job_meanwhile()
    {
        var job = await ClaimedAsync();
        var seen = new List<JobStatus>();
        var changed = await _jobs.ChangeAsync(
            job.Id,
            found =>
            {
                seen.Add(found.Status);
                if (seen.Count == 1)
                {
                    // Between the reading and the saving.
                    _jobs.ChangeAsync(job.Id, other => other.Start(job.OpenAttemptId!.Value, Samples.Noon), default)
                        .Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
                }

                found.Cancel(Samples.Noon);
            },
            default);
        seen.ShouldBe([JobStatus.Queued, JobStatus.Running]);
        (changed!.Status, changed.StartedAt).ShouldBe((JobStatus.Canceling, Samples.Noon));
        (await _dispatch.CancelingAsync("gpu-1", default)).ShouldBe([job.OpenAttemptId!.Value]);
    }

    [Fact]
    public async Task The_first_of_two_ends_wins_and_is_told_once()
    {
        var job = await ClaimedAsync();
        await _jobs.ChangeAsync(
            job.Id, found => found.Succeed(job.OpenAttemptId!.Value, [Samples.Output(job.Id)], 10, Samples.Noon), default);
        await Should.ThrowAsync<AppException>(_jobs.ChangeAsync(
            job.Id, found => found.Fail(job.OpenAttemptId!.Value, new(FaultCodes.NodeError, "Late."), Samples.Noon), default));
        var row = (await _reads.FindAsync(job.Id, job.UserId, default))!;
        (row.Status, row.Outputs.Count).ShouldBe((JobStatus.Succeeded, 1));
        (await FactsAsync()).Count(type => type == nameof(JobEnded)).ShouldBe(1);
    }

    [Fact]
    public async Task Facts_are_stored_with_the_change_they_tell_of_or_not_at_all()
    {
        var job = Samples.Job();
        await _jobs.AddAsync(job, default);
        (await FactsAsync()).ShouldBe([nameof(JobAccepted)]);

        // The outbox cannot take it: the change may not happen either.
        await _database.ExecuteAsync("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'full'); END");
        await Should.ThrowAsync<DbException>(_jobs.ChangeAsync(job.Id, found => found.Cancel(Samples.Noon), default));
        await Should.ThrowAsync<DbException>(_jobs.AddAsync(Samples.Job(), default));
        (await _reads.FindAsync(job.Id, job.UserId, default))!.Status.ShouldBe(JobStatus.Queued);
        _ports.Live.Totals.ShouldBe(new QueueCounts(0, 1));

        await _database.ExecuteAsync("DROP TRIGGER full");
        await _jobs.ChangeAsync(job.Id, found => found.Cancel(Samples.Noon), default);
        (await FactsAsync()).ShouldBe([nameof(JobAccepted), nameof(JobEnded)]);
    }

    [Fact]
    public async Task Another_users_job_and_output_are_not_there()
    {
        var job = await ClaimedAsync();
        var output = Samples.Output(job.Id, userId: job.UserId);
        await _jobs.ChangeAsync(job.Id, found => found.Succeed(job.OpenAttemptId!.Value, [output], 10, Samples.Noon), default);
        (await _reads.FindAsync(job.Id, Guid.NewGuid(), default)).ShouldBeNull();
        (await _ports.Outputs.FindAsync(output.Id, Guid.NewGuid(), default)).ShouldBeNull();
        (await _reads.FindAsync(job.Id, job.UserId, default)).ShouldNotBeNull();
        (await _ports.Outputs.FindAsync(output.Id, job.UserId, default)).ShouldNotBeNull().StorageKey.ShouldBe(output.StorageKey);
    }

    [Fact]
    public async Task Of_many_with_the_same_key_at_once_one_is_stored()
    {
        var user = Guid.NewGuid();
        var stored = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => _jobs.AddAsync(Samples.Job(user, key: "key", hash: "hash"), default))));
        stored.Count(isNew => isNew).ShouldBe(1);
        (await _reads.FindByKeyAsync(user, "key", default)).ShouldNotBeNull();
        (await _reads.FindByKeyAsync(Guid.NewGuid(), "key", default)).ShouldBeNull();
        (await _jobs.AddAsync(Samples.Job(Guid.NewGuid(), key: "key", hash: "hash"), default)).ShouldBeTrue();
        (await FactsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Lists_are_the_users_own_newest_first_and_filtered()
    {
        var user = Guid.NewGuid();
        var jobs = Enumerable.Range(0, 5).Select(_ => Samples.Job(user)).ToList();
        foreach (var job in jobs)
        {
            await _jobs.AddAsync(job, default);
            await _jobs.AddAsync(Samples.Job(), default);
        }

        await _jobs.ChangeAsync(jobs[1].Id, job => job.Cancel(Samples.Noon), default);
        var page = await _reads.ListAsync(new(user, [], null, null, 3), default);
        page.Select(row => row.Id).ShouldBe([jobs[4].Id, jobs[3].Id, jobs[2].Id]);
        var rest = await _reads.ListAsync(new(user, [], null, page[^1].Sequence, 3), default);
        rest.Select(row => row.Id).ShouldBe([jobs[1].Id, jobs[0].Id]);
        (await _reads.ListAsync(new(user, [JobStatus.Canceled], null, null, 10), default)).ShouldHaveSingleItem().Id.ShouldBe(jobs[1].Id);
        (await _reads.ListAsync(new(user, [], "other", null, 10), default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Large_parameters_are_read_as_far_as_a_list_has_room_and_of_one_job_always()
    {
        var user = Guid.NewGuid();
        var large = $$"""{"graph":"{{new string('x', 1_000_000)}}"}""";
        var jobs = Enumerable.Range(0, 10).Select(_ => Samples.Job(user, parameters: large)).Append(Samples.Job(user)).ToList();
        foreach (var job in jobs)
        {
            await _jobs.AddAsync(job, default);
        }

        var listed = await _reads.ListAsync(new(user, [], null, null, 20), default);
        listed.Select(row => row.IsWhole).ShouldBe([true, .. Enumerable.Repeat(true, 4), .. Enumerable.Repeat(false, 6)]);
        listed.Where(row => row.IsWhole).Skip(1).ShouldAllBe(row => row.Parameters == large);
        var (page, last) = JobPage.Cut(listed, 20);
        (page.Count, last!.Id).ShouldBe((5, jobs[6].Id));
        var rest = await _reads.ListAsync(new(user, [], null, last.Sequence, 20), default);
        JobPage.Cut(rest, 20).Page.Select(row => row.Id).ShouldBe([jobs[5].Id, jobs[4].Id, jobs[3].Id, jobs[2].Id]);

        (await _reads.ListAsync(new(user, [], null, null, 20) { OmitsLarge = true }, default)).Count(row => row.IsWhole).ShouldBe(1);
        (await _reads.FindAsync(jobs[0].Id, user, default))!.Parameters.ShouldBe(large);
        (await _reads.LookAsync(jobs[0].Id, user, default))!.IsWhole.ShouldBeFalse();
    }

    [Fact]
    public async Task A_change_notifies_those_who_wait_for_it()
    {
        var job = Samples.Job();
        await _jobs.AddAsync(job, default);
        _database.Signals.Notified.ShouldContain(Topics.Lanes);
        _database.Signals.Notified.Clear();
        await _jobs.ChangeAsync(job.Id, found => found.Cancel(Samples.Noon), default);
        _database.Signals.Notified.ShouldContain(Topics.Job(job.Id));
        _database.Signals.Notified.Clear();
        await _jobs.ChangeAsync(job.Id, found => found.Cancel(Samples.Noon), default);
        _database.Signals.Notified.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_of_a_job_that_is_not_there_is_none() =>
        (await _jobs.ChangeAsync(Guid.NewGuid(), _ => { }, default)).ShouldBeNull();

    [Fact]
    public async Task A_lost_job_takes_its_old_place_again()
    {
        var lost = await ClaimedAsync();
        await _jobs.AddAsync(Samples.Job(), default);
        await _jobs.ChangeAsync(lost.Id, job => job.LoseAttempt(
            lost.OpenAttemptId!.Value, new(FaultCodes.BackendLost, "Lost."), new(5, HasOthers: false), Samples.Noon), default);
        var again = (await _claimer.ClaimNextAsync("gpu-2", default))!;
        (again.Id, again.AttemptCount, again.Server).ShouldBe((lost.Id, 2, "gpu-2"));
        again.OpenAttemptId.ShouldNotBe(lost.OpenAttemptId);
    }

    [Fact]
    public async Task What_a_lane_knows_of_a_job_is_stored_without_reading_it_again()
    {
        var lease = await _claimer.LeaseAsync("gpu-1");
        var known = await ClaimedAsync();
        var attempt = known.OpenAttemptId!.Value;
        (await _dispatch.ChangeAsync(lease, known.Id, known, job => job.Start(attempt, Samples.Noon), default)).ShouldBeSameAs(known);
        (await _dispatch.ChangeAsync(lease, known.Id, known, job => job.Keep(attempt, [Samples.Output(job.Id)]), default))
            .ShouldBeSameAs(known);
        await _dispatch.ChangeAsync(
            lease, known.Id, known, job => job.Succeed(attempt, [Samples.Output(job.Id)], 10, Samples.Noon), default);
        var stored = (await _reads.FindAsync(known.Id, known.UserId, default))!;
        (stored.Status, stored.StartedAt, stored.Outputs.Count).ShouldBe((JobStatus.Succeeded, Samples.Noon, 2));
    }

    [Fact]
    public async Task What_a_lane_knows_is_read_again_when_somebody_else_changed_the_job()
    {
        var lease = await _claimer.LeaseAsync("gpu-1");
        var known = await ClaimedAsync();
        await _jobs.ChangeAsync(known.Id, job => job.Cancel(Samples.Noon), default);
        var attempt = known.OpenAttemptId!.Value;
        var changed = (await _dispatch.ChangeAsync(lease, known.Id, known, job => job.Start(attempt, Samples.Noon), default))!;
        (changed.Status, changed.StartedAt).ShouldBe((JobStatus.Canceling, Samples.Noon));
        changed = (await _dispatch.ChangeAsync(
            lease, changed.Id, changed, job =>
                job.LoseAttempt(attempt, new(FaultCodes.BackendLost, "Lost."), new(5, HasOthers: false), Samples.Noon), default))!;
        changed.Status.ShouldBe(JobStatus.Canceled);
    }

    [Fact]
    public async Task A_lane_knows_of_the_attempts_before_its_own()
    {
        var job = await ClaimedAsync();
        for (var attempts = 1; attempts <= 2; attempts++)
        {
            var attempt = job.OpenAttemptId!.Value;
            job = (await _dispatch.ChangeAsync(
                await _claimer.LeaseAsync(job.Server!), job.Id, job, one =>
                    one.LoseAttempt(attempt, new(FaultCodes.OutOfMemory, "No memory."), new(5, HasOthers: false), Samples.Noon), default))!;
            job.Status.ShouldBe(attempts == 1 ? JobStatus.Queued : JobStatus.Failed, "it is tried once more, not twice");
            job = await _claimer.ClaimNextAsync("gpu-2", default) ?? job;
        }
    }

    private async Task<ImageJob> ClaimedAsync()
    {
        await _jobs.AddAsync(Samples.Job(), default);
        return (await _claimer.ClaimNextAsync("gpu-1", default))!;
    }

    private async Task<IReadOnlyList<string>> FactsAsync()
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        return [.. (await db.Set<OutboxMessage>().OrderBy(message => message.Sequence).ToListAsync())
            .Select(message => message.Type.Split('.')[^1])];
    }
}
