using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.UnitTests.Fakes;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

public sealed class EfQueueChangesTests : IAsyncLifetime
{
    private readonly FakeClock _clock = new(Samples.Noon);
    private TemporaryDatabase<GenerationDbContext> _database = null!;
    private JobPorts _ports = null!;
    private ChangeMark _seen = null!;

    public async Task InitializeAsync()
    {
        _database = await TemporaryDatabase<GenerationDbContext>.CreateAsync();
        _ports = JobPorts.On(_database, _clock);
        _seen = await _ports.Changes.MarkAsync(default);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Each_change_comes_once_with_what_the_job_is_now()
    {
        var first = Samples.Job();
        var second = Samples.Job(first.UserId, priority: 3);
        await _ports.Jobs.AddAsync(first, default);
        await _ports.Jobs.AddAsync(second, default);
        (await ChangedAsync()).ShouldBe([(first.Id, JobStatus.Queued, false), (second.Id, JobStatus.Queued, false)], ignoreOrder: true);
        (await ChangedAsync()).ShouldBeEmpty();

        var claimed = (await Claimer.On(_database, _ports.Dispatch, _clock).ClaimNextAsync("gpu-1", default))!;
        claimed.Id.ShouldBe(second.Id);
        (await ChangedAsync()).ShouldBe([(second.Id, JobStatus.Queued, true)]);

        await _ports.Jobs.ChangeAsync(first.Id, job => job.Cancel(Samples.Noon), default);
        await _ports.Jobs.ChangeAsync(second.Id, job => job.Start(claimed.OpenAttemptId!.Value, Samples.Noon), default);
        (await ChangedAsync()).ShouldBe([(first.Id, JobStatus.Canceled, false), (second.Id, JobStatus.Running, true)], ignoreOrder: true);
        (await ChangedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_open_ones_are_read_page_by_page_and_those_that_are_gone_are_told()
    {
        var jobs = new List<ImageJob>();
        for (var number = 0; number < 7; number++)
        {
            jobs.Add(Samples.Job());
            await _ports.Jobs.AddAsync(jobs[^1], default);
        }

        await _ports.Jobs.ChangeAsync(jobs[2].Id, job => job.Cancel(Samples.Noon), default);
        var first = await _ports.Changes.OpenAsync(0, 4, default);
        first.Select(entry => entry.Id).ShouldBe([jobs[0].Id, jobs[1].Id, jobs[3].Id, jobs[4].Id]);
        (await _ports.Changes.OpenAsync(first[^1].Place.Sequence, 4, default)).Select(entry => entry.Id).ShouldBe([jobs[5].Id, jobs[6].Id]);
        (await _ports.Changes.OpenAmongAsync([jobs[2].Id, jobs[3].Id, Guid.NewGuid()], default)).ShouldBe([jobs[3].Id]);
    }

    [Fact]
    public async Task The_last_measured_renders_come_with_the_oldest_first()
    {
        var claimer = Claimer.On(_database, _ports.Dispatch, _clock);
        for (var number = 1; number <= 3; number++)
        {
            await _ports.Jobs.AddAsync(Samples.Job(), default);
            var job = (await claimer.ClaimNextAsync("gpu-1", default))!;
            await _ports.Jobs.ChangeAsync(job.Id, one => one.Succeed(one.OpenAttemptId!.Value, [], number * 1_000, Samples.Noon), default);
        }

        (await _ports.Changes.MeasuredAsync(2, default)).Select(entry => entry.ExecutionMs).ShouldBe([2_000, 3_000]);
    }

    private async Task<IReadOnlyList<(Guid Id, JobStatus Status, bool IsAtServer)>> ChangedAsync()
    {
        var now = await _ports.Changes.MarkAsync(default);
        var changed = await _ports.Changes.BetweenAsync(_seen, now, default);
        _seen = now;
        return [.. changed.Select(entry => (entry.Id, entry.Status, entry.IsAtServer))];
    }
}
