using System.Net.WebSockets;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Cluster;

/// <summary>Two hosts on one PostgreSQL, one Redis and one folder of pictures.</summary>
[Trait(Stack.Trait, Stack.OwnServers)]
public sealed class TwoNodesTests
{
    [RealServerFact(RealStack.PostgresVariable, RealStack.RedisVariable)]
    public async Task A_job_accepted_on_one_node_is_followed_live_on_the_other()
    {
        using var folder = new TempFolder(onRealServers: true);
        await using var simulator = await Service.QuickSimulatorAsync();
        await using var one = await Service.StartAsync(simulator, folder);
        await using var two = await Service.StartAsync(simulator, folder);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{two.Address.Authority}/websocket/queue-status"), CancellationToken.None);
        (await PendingAsync(socket)).ShouldBe(0);
        simulator.Faults.Board.Slow = 400;
        simulator.Faults.Board.Hold.Set(closed: true);

        var job = await one.Client.SubmitAsync(Jobs.Request(steps: 5));

        (await PendingAsync(socket)).ShouldBe(1);
        simulator.Faults.Board.Hold.Set(closed: false);
        await Task.WhenAll(new[] { one, two }.Select(node => node.Client.WaitAsync(
            job.Text("id"),
            found => found.GetProperty("progress") is { ValueKind: JsonValueKind.Object } progress &&
                progress.GetProperty("value").GetDouble() > 0)));
        simulator.Faults.Board.Slow = 1;
        var ended = await two.Client.WaitForEndAsync(job.Text("id"));
        ended.Text("status").ShouldBe("succeeded");
        (await two.Client.GetByteArrayAsync(ended.GetProperty("outputs")[0].Text("url"))).Length.ShouldBeGreaterThan(0);
    }

    [RealServerFact(RealStack.PostgresVariable, RealStack.RedisVariable)]
    public async Task A_stream_that_breaks_is_resumed_on_the_other_node_and_pictures_reach_both()
    {
        using var folder = new TempFolder(onRealServers: true);
        await using var simulator = await Service.QuickSimulatorAsync();
        await using var one = await Service.StartAsync(simulator, folder);
        await using var two = await Service.StartAsync(simulator, folder);
        simulator.Faults.Board.Slow = 100;
        var job = await one.Client.SubmitAsync(Jobs.Request(steps: 40));
        var path = job.GetProperty("urls").Text("events");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var events = new List<StreamedEvent>();

        for (var turn = 0; turn < 6; turn++)
        {
            using var stream = await EventStream.OpenAsync((turn % 2 == 0 ? one : two).Client, path, events.LastOrDefault()?.Id);
            var pictures = 0;
            while (pictures < 1 && await stream.NextAsync(patience.Token) is { } told)
            {
                events.Add(told);
                pictures += told.Name == "preview" ? 1 : 0;
            }
        }

        simulator.Faults.Board.Slow = 1;
        using var last = await EventStream.OpenAsync(two.Client, path, events[^1].Id);
        events.AddRange(await last.ToEndAsync());
        events.Where(told => told.Name == "status").Select(told => told.Data.Text("status")).ShouldBe(["queued", "running", "succeeded"]);
        events.Count(told => told.Name == "output").ShouldBe(1);
        events.Count(told => told.Name == "preview").ShouldBeGreaterThanOrEqualTo(6);
        events.Where(told => told.Name == "progress").Select(told => told.Data.GetProperty("value").GetDouble()).ShouldBeInOrder();
    }

    [RealServerFact(RealStack.PostgresVariable, RealStack.RedisVariable)]
    public async Task Two_nodes_serve_one_queue_and_each_job_is_rendered_once()
    {
        const int Count = 100;
        using var folder = new TempFolder(onRealServers: true);
        await using var first = await Service.QuickSimulatorAsync();
        await using var second = await Service.QuickSimulatorAsync();
        string[] servers = [$"--ComfyUi:Servers:1:Url={second.Address}", "--ComfyUi:Servers:1:Name=other"];
        await using var one = await Service.StartAsync(first, folder, servers);
        await using var two = await Service.StartAsync(first, folder, servers);

        var jobs = await Task.WhenAll(Enumerable.Range(0, Count).Select(number =>
            (number % 2 == 0 ? one : two).Client.SubmitAsync(Jobs.Request($"{number}", steps: 1))));

        foreach (var job in jobs)
        {
            (await one.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");
        }

        var renders = new[] { first, second }.Select(simulator => simulator.Log.Values.Sum(render => render.Executions)).ToList();
        renders.Sum().ShouldBe(Count);
        renders.ShouldAllBe(count => count > 0);
    }

    [RealServerFact(RealStack.PostgresVariable, RealStack.RedisVariable)]
    public async Task A_dead_nodes_lane_runs_on_the_other_within_five_seconds_and_nothing_is_rendered_twice()
    {
        const int Count = 60;
        using var folder = new TempFolder(onRealServers: true);
        await using var simulator = await ServerProcess.StartSimulatorAsync("--step-time", "20", "--load-time", "0", "--no-previews");
        await using var one = await ServerProcess.StartHostAsync(folder, simulator.Address);
        await using var two = await ServerProcess.StartHostAsync(folder, simulator.Address);
        var token = await File.ReadAllTextAsync(Path.Combine(folder.Path, "dev-token"));
        using var clientOfOne = Client(one, token);
        using var clientOfTwo = Client(two, token);
        var ids = new List<string>();
        for (var number = 0; number < Count; number++)
        {
            ids.Add((await clientOfOne.SubmitAsync(Jobs.Request($"{number}", steps: 4))).Text("id"));
        }

        await clientOfOne.WaitForEndAsync(ids[5]);
        var (driver, other, survivor) = IsDriving(one) ? (one, two, clientOfTwo) : (two, one, clientOfOne);
        IsDriving(other).ShouldBeFalse();
        await driver.KillAsync();
        var killed = DateTimeOffset.UtcNow;
        while (!IsDriving(other))
        {
            (DateTimeOffset.UtcNow - killed).ShouldBeLessThan(TimeSpan.FromSeconds(5));
            await Task.Delay(50);
        }

        foreach (var id in ids)
        {
            (await survivor.WaitForEndAsync(id)).Text("status").ShouldBe("succeeded");
        }

        using var control = new HttpClient { BaseAddress = simulator.Address };
        var log = JsonElement.Parse(await control.GetStringAsync("/simulator/log"));
        log.EnumerateObject().Sum(render => render.Value.GetProperty("executions").GetInt32()).ShouldBe(Count);
    }

    /// <summary>A lane says of each job what became of it.</summary>
    private static bool IsDriving(ServerProcess host) => host.Output.Contains("attempt", StringComparison.Ordinal);

    private static HttpClient Client(ServerProcess host, string token) =>
        new() { BaseAddress = host.Address, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };

    private static async Task<int> PendingAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[4_096];
        var message = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
        return JsonElement.Parse(buffer.AsSpan(0, message.Count)).GetProperty("data").GetProperty("queue_pending").GetInt32();
    }
}
