using ArtEngine.ComfySimulator.Faults;
using ArtEngine.IntegrationTests.Hosting;
using ComfyServer = ArtEngine.ComfySimulator.Simulator;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>Two servers and users of very different appetites, through the real host and in real time.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class FairTurnTests
{
    private const int Singles = 6;

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
        for (var number = 0; number < Singles; number++)
        {
            using var single = service.ClientOf(service.Token($"single-{number}"));
            var job = await single.WaitForEndAsync((await single.SubmitAsync(Request(200 + number))).Text("id"));
            var metrics = job.GetProperty("metrics");
            waits.Add((metrics.GetProperty("queue_ms").GetInt64(), metrics.GetProperty("execution_ms").GetInt64()));
        }

        waits.ShouldAllBe(job => job.Waited < 2 * job.Render, "a render that goes on, and what a busy machine takes besides");
        var renders = new[] { one, other }.Select(server => server.Log.Values.Where(render => render.TStart is not null).ToList()).ToList();
        renders.Sum(server => server.Count(render => Overtakes(render, server))).ShouldBeGreaterThanOrEqualTo(Singles / 2);
        // One may have come in the instant in which another began.
        renders.Sum(server => server.Count(render => Overtakes(render, server) && !IsNext(render, server))).ShouldBeLessThanOrEqualTo(1);
        renders.SelectMany(server => server).ShouldAllBe(render => render.Outcome != "interrupted", "nothing is taken back");
    }

    /// <summary>Whether what had waited at the server longer began after it.</summary>
    private static bool Overtakes(RenderRecord render, IEnumerable<RenderRecord> server) =>
        server.Any(other => other.TReceived < render.TReceived && other.TStart > render.TStart);

    /// <summary>Whether it was the first that the server began after it had come.</summary>
    private static bool IsNext(RenderRecord render, IEnumerable<RenderRecord> server) =>
        !server.Any(other => other.TStart > render.TReceived && other.TStart < render.TStart);

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
