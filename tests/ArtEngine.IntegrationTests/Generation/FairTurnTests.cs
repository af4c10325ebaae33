using ArtEngine.IntegrationTests.Hosting;
using ComfyServer = ArtEngine.ComfySimulator.Simulator;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>Two servers and users of very different appetites, through the real host and in real time.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class FairTurnTests
{
    /// <summary>What comes and goes between two renders on a busy machine.</summary>
    private const int Slack = 400;

    [Fact]
    public async Task The_only_job_of_a_user_starts_within_one_render_and_the_servers_are_never_idle()
    {
        await using var one = await SlowSimulatorAsync();
        await using var other = await SlowSimulatorAsync();
        await using var service = await Service.StartAsync(
            one, settings: [$"--ComfyUi:Servers:1:Url={other.Address}", "--ComfyUi:Servers:1:Name=other"]);
        using var greedy = service.ClientOf(service.Token("greedy"));
        using var modest = service.ClientOf(service.Token("modest"));
        for (var number = 0; number < 40; number++)
        {
            await greedy.SubmitAsync(Request(number));
        }

        for (var number = 0; number < 10; number++)
        {
            await modest.SubmitAsync(Request(100 + number));
        }

        await UntilBothRenderAsync(service);
        var waits = new List<(long Waited, long Render)>();
        for (var number = 0; number < 6; number++)
        {
            using var single = service.ClientOf(service.Token($"single-{number}"));
            var job = await single.WaitForEndAsync((await single.SubmitAsync(Request(200 + number))).Text("id"));
            var metrics = job.GetProperty("metrics");
            waits.Add((metrics.GetProperty("queue_ms").GetInt64(), metrics.GetProperty("execution_ms").GetInt64()));
        }

        waits.ShouldAllBe(job => job.Waited <= job.Render + Slack);
        waits.Average(job => job.Waited).ShouldBeLessThan(waits.Average(job => job.Render));
        foreach (var server in new[] { one, other })
        {
            server.Log.Values.ShouldAllBe(render => render.Outcome != "interrupted", "nothing is taken back");
        }
    }

    private static Task<ComfyServer> SlowSimulatorAsync() => ComfyServer.StartAsync(
        new() { StepTime = TimeSpan.FromMilliseconds(100), LoadTime = TimeSpan.Zero, Previews = false }, CancellationToken.None);

    /// <summary>A second of rendering.</summary>
    private static object Request(int seed) => Jobs.Request(steps: 10, seed: seed);

    private static async Task UntilBothRenderAsync(Service service)
    {
        while ((await service.GetAsync("/queue")).GetProperty("queue_running").GetInt32() < 2)
        {
            await Task.Delay(50);
        }
    }
}
