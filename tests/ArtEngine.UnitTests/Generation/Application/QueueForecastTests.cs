using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.UnitTests.Generation.Application;

public sealed class QueueForecastTests
{
    private static readonly Guid Me = Guid.NewGuid();
    private static readonly Guid Other = Guid.NewGuid();
    private static readonly RenderDurations TenSeconds = new([Time("txt2img", "a", 10), Time("txt2img", "b", 10)]);

    [Fact]
    public void Servers_finish_what_they_have_and_then_share_the_line()
    {
        var forecast = new QueueForecast(
            [Running("a", secondsAgo: 4), Waiting(Other), Waiting(Me), Waiting(Me)], new Dictionary<string, int> { ["a"] = 0, ["b"] = 0 }, TenSeconds, Samples.Noon);

        forecast.All.Select(one => (one.Position, one.EtaSeconds)).ShouldBe([(null, 6), (1, 10), (2, 16), (3, 20)]);
        forecast.Of(Me).Select(one => one.Position).ShouldBe([2, 3]);
        (forecast.Totals.Running, forecast.Totals.Pending).ShouldBe((1, 3));
    }

    [Fact]
    public void What_a_server_was_given_waits_for_that_server()
    {
        var given = Waiting(Me) with { Server = "a", IsAtServer = true };

        new QueueForecast([given, Running("a", secondsAgo: 0)], new Dictionary<string, int> { ["a"] = 0, ["b"] = 0 }, TenSeconds, Samples.Noon).Find(given.Id)!.EtaSeconds.ShouldBe(20);
    }

    [Fact]
    public void The_work_of_others_at_a_server_comes_first() =>
        new QueueForecast([Waiting(Me)], new Dictionary<string, int> { ["a"] = 3 }, TenSeconds, Samples.Noon).All.Single().EtaSeconds.ShouldBe(40);

    [Fact]
    public void A_render_that_is_late_is_expected_soon() =>
        new QueueForecast([Running("a", secondsAgo: 60)], new Dictionary<string, int> { ["a"] = 0 }, TenSeconds, Samples.Noon).All.Single().EtaSeconds.ShouldBe(1);

    [Fact]
    public void Nothing_is_expected_without_a_server_or_a_measured_render()
    {
        new QueueForecast([Waiting(Me)], new Dictionary<string, int>(), TenSeconds, Samples.Noon).All.Single().EtaSeconds.ShouldBeNull();
        new QueueForecast([Waiting(Me)], new Dictionary<string, int> { ["a"] = 0 }, new([]), Samples.Noon).All.Single().EtaSeconds.ShouldBeNull();
        new QueueForecast([Running("gone", 1)], new Dictionary<string, int> { ["a"] = 0 }, TenSeconds, Samples.Noon).All.Single().EtaSeconds.ShouldBeNull();
    }

    [Fact]
    public void The_newest_renders_count_most_and_what_is_unknown_is_guessed_from_the_rest()
    {
        var times = new RenderDurations([Time("txt2img", "a", 10), Time("txt2img", "a", 20), Time("flux", "b", 100)]);

        times.Of("txt2img", "a").ShouldBe(12);
        times.Of("txt2img", "b").ShouldBe(12);
        times.Of("other", "a").ShouldNotBeNull().ShouldBe(29.6, 0.01);
    }

    private static OpenJob Waiting(Guid user) => new(Guid.NewGuid(), user, "txt2img", JobStatus.Queued, null, false, null);

    private static OpenJob Running(string server, int secondsAgo) =>
        new(Guid.NewGuid(), Other, "txt2img", JobStatus.Running, server, true, Samples.Noon.AddSeconds(-secondsAgo));

    private static RenderDuration Time(string workflow, string server, int seconds) => new(Guid.NewGuid(), workflow, server, seconds * 1_000, Samples.Noon);
}
