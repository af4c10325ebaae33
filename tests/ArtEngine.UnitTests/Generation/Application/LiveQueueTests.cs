using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Contracts;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class LiveQueueTests
{
    private static readonly Guid Me = Guid.NewGuid();

    private readonly FakeClock _clock = new(Samples.Noon);
    private readonly LiveQueue _queue;
    private long _sequence;

    public LiveQueueTests()
    {
        _queue = new(_clock);
        _queue.UseServers(new Dictionary<string, int> { ["a"] = 0, ["b"] = 0 });
    }

    [Fact]
    public void A_user_sees_the_totals_and_what_is_theirs()
    {
        Measure(10);
        _queue.Apply([Running(Guid.NewGuid(), secondsAgo: 4), Waiting(Guid.NewGuid()), Waiting(Me), Waiting(Me)]);
        var mine = Running(Me, secondsAgo: 3) with { Server = "b" };
        _queue.Apply(mine);
        var seen = _queue.Of(Me);
        (seen.Totals.Running, seen.Totals.Pending).ShouldBe((2, 3));
        seen.First.ShouldBe(new(2, 17));
        seen.AtWork.ShouldHaveSingleItem().ShouldBe((mine.Id, new Expectation(null, 7)));
        _queue.Of(Guid.NewGuid()).First.Position.ShouldBeNull();
    }

    [Fact]
    public void An_older_state_does_not_come_back()
    {
        var job = Waiting(Me) with { Revision = 1 };
        _queue.Apply(job with { Status = JobStatus.Running, Revision = 2 });
        _queue.Apply(job);
        _queue.Totals.ShouldBe(new(1, 0));
        _queue.Apply(job with { Status = JobStatus.Succeeded, Revision = 3, ExecutionMs = 10_000 });
        _queue.Apply(job);
        _queue.Apply(job with { Status = JobStatus.Running, Revision = 2 });
        _queue.Totals.ShouldBe(new(0, 0));
    }

    [Fact]
    public void A_render_is_learned_from_once()
    {
        var ended = Waiting(Me) with { Status = JobStatus.Succeeded, ExecutionMs = 10_000, Server = "a" };
        _queue.Apply(ended);
        Measure(20);
        _queue.Apply(ended);
        _queue.ExpectedDuration(Guid.NewGuid(), "txt2img", 0).ShouldBe(TimeSpan.FromSeconds(12));
    }

    [Fact]
    public void Far_behind_the_first_the_place_is_exact_and_the_end_is_reckoned()
    {
        Measure(10);
        _queue.Apply(Enumerable.Range(0, 10_000).Select(_ => Waiting(Guid.NewGuid())).ToList());
        var last = Waiting(Me);
        _queue.Apply(last);
        _queue.Of(Me).First.ShouldBe(new(10_001, (5_000 * 10) + 10));
        _queue.ExpectedDuration(Guid.NewGuid(), "txt2img", 0).ShouldBe(TimeSpan.FromSeconds((5_000 * 10) + 15));
        // A higher priority goes before one's own jobs, and before nobody else's.
        _queue.ExpectedDuration(Guid.NewGuid(), "txt2img", 1).ShouldBe(TimeSpan.FromSeconds((5_000 * 10) + 15));
    }

    [Fact]
    public void What_another_node_stored_just_now_has_its_place_already()
    {
        _queue.Apply([Waiting(Guid.NewGuid()), Waiting(Guid.NewGuid())]);
        var job = Samples.Job();
        _queue.Find(JobRow.Of(job) with { Sequence = 3 }).Position.ShouldBe(3);
        _queue.Find(JobRow.Of(job) with { Sequence = 3, Priority = 1 }).Position.ShouldBe(3);
    }

    [Fact]
    public void What_was_read_a_moment_ago_is_a_moment_nearer_to_its_end()
    {
        Measure(10);
        _queue.Apply(Waiting(Me));
        _queue.Of(Me).First.EtaSeconds.ShouldBe(10);
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        _queue.Of(Me).First.EtaSeconds.ShouldBe(10);
        // Nobody has taken it meanwhile: it is played through again.
        _clock.Advance(TimeSpan.FromSeconds(5));
        _queue.Of(Me).First.EtaSeconds.ShouldBe(10);
    }

    [Fact]
    public async Task A_queue_that_nobody_looked_at_for_long_is_not_told()
    {
        _queue.Confirm(_clock.GetTimestamp());
        await _queue.EnsureKnownAsync(default);
        _clock.Advance(TimeSpan.FromSeconds(16));
        await Should.ThrowAsync<DatabaseUnavailableException>(async () => await _queue.EnsureKnownAsync(default));
    }

    [Fact]
    public void All_jobs_are_checked_in_turn_and_what_is_gone_is_forgotten()
    {
        var jobs = Enumerable.Range(0, 25).Select(_ => Waiting(Me)).ToList();
        _queue.Apply(jobs);
        var looked = Enumerable.Range(0, 3).SelectMany(_ => _queue.Some(10)).ToList();
        looked.ShouldBe(jobs.Select(job => job.Id), ignoreOrder: true);
        _queue.Some(10).Count.ShouldBe(10);
        _queue.Remove([jobs[0].Id, Guid.NewGuid()]);
        _queue.Totals.ShouldBe(new(0, 24));
    }

    private void Measure(int seconds) =>
        _queue.Apply(Waiting(Me) with { Status = JobStatus.Succeeded, ExecutionMs = seconds * 1_000, Server = "a" });

    private QueueEntry Waiting(Guid user) => new(Guid.NewGuid(), user, "txt2img", new(0, 0, ++_sequence), JobStatus.Queued, 0);

    private QueueEntry Running(Guid user, int secondsAgo) => Waiting(user) with
    {
        Status = JobStatus.Running,
        Server = "a",
        IsAtServer = true,
        StartedAt = Samples.Noon.AddSeconds(-secondsAgo),
    };
}
