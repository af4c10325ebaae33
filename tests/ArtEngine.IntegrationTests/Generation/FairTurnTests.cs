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
        for (var number = 0; number < Singles; number++)
        {
            using var single = service.ClientOf(service.Token($"single-{number}"));
            var id = (await single.SubmitAsync(Request(200 + number))).Text("id");
            var came = DateTimeOffset.UtcNow;
            var job = await single.WaitForEndAsync(id);
            var server = job.Text("backend") == "other" ? other : one;
            var started = job.GetProperty("started_at").GetDateTimeOffset();
            var begun = server.Log.Values.Count(render => render.TStart > came && render.TStart < started);
            begun.ShouldBeLessThanOrEqualTo(2, "itself, and what its server had been given just before it came");
        }

        var renders = new[] { one, other }.Select(server => server.Log.Values.Where(render => render.TStart is not null).ToList()).ToList();
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
