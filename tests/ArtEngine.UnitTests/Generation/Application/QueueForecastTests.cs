using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class QueueForecastTests
{
    private static readonly RenderDurations TenSeconds = Durations(("txt2img", "a", 10), ("txt2img", "b", 10));

    private long _sequence;

    [Fact]
    public void Servers_finish_what_they_have_and_then_share_the_line()
    {
        QueueEntry[] jobs = [Running("a", secondsAgo: 4), Waiting(), Waiting(), Waiting()];
        var forecast = new QueueForecast(jobs, Idle("a", "b"), TenSeconds, Samples.Noon);
        jobs.Select(job => forecast.Find(job.Id)).ShouldBe([6, 10, 16, 20]);
    }

    [Fact]
    public void What_a_server_was_given_waits_for_that_server()
    {
        var given = Waiting() with { Server = "a", IsAtServer = true };
        new QueueForecast([given, Running("a", secondsAgo: 0)], Idle("a", "b"), TenSeconds, Samples.Noon).Find(given.Id).ShouldBe(20);
    }

    [Fact]
    public void The_work_of_others_at_a_server_comes_first() =>
        FirstOf([Waiting()], new Dictionary<string, int> { ["a"] = 3 }).ShouldBe(40);

    [Fact]
    public void A_render_that_is_late_is_expected_soon() => FirstOf([Running("a", secondsAgo: 60)], Idle("a")).ShouldBe(1);

    [Fact]
    public void Nothing_is_expected_without_a_server_or_a_measured_render()
    {
        FirstOf([Waiting()], Idle()).ShouldBeNull();
        FirstOf([Running("gone", 1)], Idle("a")).ShouldBeNull();
        var waiting = Waiting();
        new QueueForecast([waiting], Idle("a"), new(), Samples.Noon).Find(waiting.Id).ShouldBeNull();
        new QueueForecast([waiting], Idle("a"), new(), Samples.Noon).Behind("txt2img", default).ShouldBeNull();
    }

    [Fact]
    public void Those_behind_share_the_servers_evenly()
    {
        var forecast = new QueueForecast([Waiting(), Waiting()], Idle("a", "b"), TenSeconds, Samples.Noon);
        forecast.Behind("txt2img", default).ShouldBe(20);
        forecast.Behind("txt2img", new(Jobs: 100, Seconds: 1_000, Unknown: 0)).ShouldBe(10 + 500 + 10);
        forecast.Behind("txt2img", new(Jobs: 100, Seconds: 0, Unknown: 100)).ShouldBe(10 + 500 + 10);
    }

    [Fact]
    public void The_newest_renders_count_most()
    {
        var durations = Durations(("txt2img", "a", 10), ("txt2img", "a", 20), ("flux", "b", 100));
        durations.Of("txt2img", "a").ShouldBe(12);
        durations.Of("txt2img", "b").ShouldBe(12);
    }

    [Fact]
    public void Nothing_is_expected_of_a_workflow_that_was_never_measured_but_others_wait_for_it()
    {
        var durations = Durations(("txt2img", "a", 10), ("video", "a", 110));
        var (unknown, known) = (Waiting() with { Workflow = "new" }, Waiting());
        var forecast = new QueueForecast([unknown, known], Idle("a"), durations, Samples.Noon);

        durations.Of("new", "a").ShouldBeNull();
        forecast.Find(unknown.Id).ShouldBeNull();
        forecast.Find(known.Id).ShouldBe(30 + 10);
        forecast.Behind("new", default).ShouldBeNull();
    }

    private static double? FirstOf(IReadOnlyList<QueueEntry> jobs, IReadOnlyDictionary<string, int> servers) =>
        new QueueForecast(jobs, servers, TenSeconds, Samples.Noon).Find(jobs[0].Id);

    private static Dictionary<string, int> Idle(params string[] servers) => servers.ToDictionary(server => server, _ => 0);

    private static RenderDurations Durations(params (string Workflow, string Server, int Seconds)[] measured)
    {
        var durations = new RenderDurations();
        foreach (var (workflow, server, seconds) in measured)
        {
            durations.Learn(workflow, server, TimeSpan.FromSeconds(seconds));
        }

        return durations;
    }

    private QueueEntry Waiting() => new(Guid.NewGuid(), Guid.NewGuid(), "txt2img", new(0, 0, ++_sequence), JobStatus.Queued, 0);

    private QueueEntry Running(string server, int secondsAgo) => Waiting() with
    {
        Status = JobStatus.Running,
        Server = server,
        IsAtServer = true,
        StartedAt = Samples.Noon.AddSeconds(-secondsAgo),
    };
}
