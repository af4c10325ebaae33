using ArtEngine.Generation.Contracts;
using ArtEngine.Telemetry.Application;
using ArtEngine.Telemetry.Infrastructure.Memory;
using ArtEngine.UnitTests.Fakes;
using ArtEngine.Users.Contracts;

namespace ArtEngine.UnitTests.Telemetry;

public sealed class MemoryMetricsTests
{
    private readonly FakeClock _clock = new();
    private readonly MemoryMetrics _metrics;

    public MemoryMetricsTests() => _metrics = new(_clock);

    [Fact]
    public async Task Facts_are_counted_by_kind_and_status()
    {
        await new RecordUserRegistered(_metrics).Handle(new(Guid.NewGuid(), _clock.GetUtcNow(), Guid.NewGuid()), default);
        await new RecordJobAccepted(_metrics)
            .Handle(new(Guid.NewGuid(), _clock.GetUtcNow(), Guid.NewGuid(), Guid.NewGuid(), "txt2img"), default);
        await EndAsync();
        await EndAsync();
        await EndAsync(JobStatus.Failed, backend: null);
        var summary = _metrics.Get();
        (summary.UsersRegistered, summary.JobsAccepted, summary.OutputBytes).ShouldBe((1, 1, 300));
        summary.JobsEnded.ShouldBe(new Dictionary<string, long> { ["succeeded"] = 2, ["failed"] = 1 }, ignoreOrder: true);
        summary.Recent[0].ShouldBe(new(_clock.GetUtcNow(), "txt2img", "none", "failed", 5, 50, null, 100));
        summary.Recent[1].Backend.ShouldBe("gpu-1");
    }

    [Fact]
    public async Task A_fact_that_is_delivered_twice_counts_once()
    {
        var integrationEvent = Ended(JobStatus.Succeeded, "gpu-1");
        var user = new UserRegistered(Guid.NewGuid(), _clock.GetUtcNow(), Guid.NewGuid());
        for (var delivery = 0; delivery < 3; delivery++)
        {
            await new RecordJobEnded(_metrics).Handle(integrationEvent, default);
            await new RecordUserRegistered(_metrics).Handle(user, default);
        }

        var summary = _metrics.Get();
        (summary.JobsEnded["succeeded"], summary.UsersRegistered, summary.Recent.Count, summary.PerMinute[0].Ended).ShouldBe((1, 1, 1, 1));
    }

    [Fact]
    public async Task The_last_hundred_jobs_are_kept_newest_first_and_all_are_counted()
    {
        for (var number = 0; number < 250; number++)
        {
            await EndAsync(backend: $"gpu-{number}");
        }

        var summary = _metrics.Get();
        summary.Recent.Count.ShouldBe(100);
        (summary.Recent[0].Backend, summary.Recent[99].Backend).ShouldBe(("gpu-249", "gpu-150"));
        summary.JobsEnded["succeeded"].ShouldBe(250);
    }

    [Fact]
    public async Task Jobs_are_counted_by_the_minute_for_the_last_hour()
    {
        for (var minute = 0; minute < 90; minute++)
        {
            await EndAsync();
            if (minute % 2 == 0)
            {
                await EndAsync();
            }

            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        var minutes = _metrics.Get().PerMinute;
        minutes.Count.ShouldBeInRange(59, 60);
        minutes.Select(minute => minute.Minute).ShouldBeInOrder();
        minutes[^1].ShouldBe(new(_clock.GetUtcNow().AddMinutes(-1), 1));
        minutes[^2].Ended.ShouldBe(2);
        _clock.Advance(TimeSpan.FromHours(2));
        _metrics.Get().PerMinute.ShouldBeEmpty();
    }

    [Fact]
    public async Task Seconds_within_a_minute_are_one_minute()
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        await EndAsync();
        _clock.Advance(TimeSpan.FromSeconds(58));
        await EndAsync();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await EndAsync();
        _metrics.Get().PerMinute.Select(minute => (minute.Minute.Second, minute.Ended)).ShouldBe([(0, 2L), (0, 1L)]);
    }

    [Fact]
    public async Task How_far_off_expectations_were_is_told_of_the_last_hundred_and_each_job_counts_once()
    {
        _metrics.Get().EtaError.ShouldBe(new(0, null, null));
        for (var number = 1; number <= 150; number++)
        {
            var ended = new JobEnded(
                Guid.NewGuid(), _clock.GetUtcNow(), Guid.NewGuid(), Guid.NewGuid(), "txt2img", "gpu-1", JobStatus.Succeeded, null, 1, 1, 1,
                1, 1,
                EtaError: TimeSpan.FromMilliseconds(number));
            await new RecordJobEnded(_metrics).Handle(ended, default);
            // It is delivered at least once.
            await new RecordJobEnded(_metrics).Handle(ended, default);
        }

        _metrics.Get().EtaError.ShouldBe(new(150, 100, 140));
    }

    [Fact]
    public void Counting_begins_when_the_service_starts()
    {
        var start = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromDays(1));
        _metrics.Get().Since.ShouldBe(start);
    }

    private Task EndAsync(JobStatus status = JobStatus.Succeeded, string? backend = "gpu-1") =>
        new RecordJobEnded(_metrics).Handle(Ended(status, backend), default);

    private JobEnded Ended(JobStatus status, string? backend) =>
        new(Guid.NewGuid(), _clock.GetUtcNow(), Guid.NewGuid(), Guid.NewGuid(), "txt2img", backend, status, null, 1, 5, 50, null, 100);
}
