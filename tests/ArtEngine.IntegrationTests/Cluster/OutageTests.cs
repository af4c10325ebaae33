using System.Net;
using System.Net.Http.Json;
using ArtEngine.IntegrationTests.Fief;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ArtEngine.IntegrationTests.Cluster;

/// <summary>PostgreSQL and Redis go away in the middle of a hundred jobs and come back.</summary>
[Trait(Stack.Trait, Stack.OwnServers)]
public sealed class OutageTests
{
    private const int Count = 100;

    [RealServerFact(RealStack.PostgresVariable, RealStack.RedisVariable)]
    public async Task The_database_goes_away_and_comes_back()
    {
        using var folder = new TempFolder(onRealServers: true);
        using var proxy = ProxyOf(folder, out var settings);
        await using var service = await Service.StartAsync(folder: folder, settings: settings);
        var ids = await SubmitAsync(service);
        await service.Client.WaitForEndAsync(ids[Count / 4]);

        proxy.Cut();
        using var refused = await service.Client.GenerateAsync(Jobs.Request());
        using var ready = await service.Client.GetAsync("/health/ready");
        await Task.Delay(TimeSpan.FromSeconds(2));
        proxy.Mend();

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await refused.JsonAsync()).Text("code").ShouldBe("database_unavailable");
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await AllSucceedOnceAsync(service, ids);
        (await ReadyAsync(service)).ShouldBe("healthy");
    }

    [RealServerFact(RealStack.PostgresVariable, RealStack.RedisVariable)]
    public async Task What_is_logged_of_a_database_that_is_away_does_not_grow_with_the_requests()
    {
        using var folder = new TempFolder(onRealServers: true);
        using var proxy = ProxyOf(folder, out var settings);
        var logs = new CapturedLogs();
        await using var service = await Service.StartAsync(
            builder => builder.Services.AddSingleton<ILoggerProvider>(logs), folder: folder, settings: settings);

        proxy.Cut();
        for (var i = 0; i < 300; i++)
        {
            using var refused = await service.Client.GetAsync("/image/jobs");
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        // What runs by itself may complain as well.
        logs.Faults.Count.ShouldBeLessThan(100, string.Join('\n', logs.Faults.Take(20)));
    }

    [RealServerFact(RealStack.PostgresVariable, RealStack.RedisVariable)]
    public async Task Listeners_stay_while_the_database_is_away_and_hear_the_rest()
    {
        using var folder = new TempFolder(onRealServers: true);
        using var proxy = ProxyOf(folder, out var settings);
        var logs = new CapturedLogs();
        await using var service = await Service.StartAsync(
            builder => builder.Services.AddSingleton<ILoggerProvider>(logs), folder: folder, settings: settings);
        service.Simulator.Faults.Board.Hold.Set(closed: true);
        using var accepted = await service.Client.PostAsJsonAsync(
            "/image/batches",
            new { workflow_name = "txt2img", parameters = new { prompt = "a lighthouse" }, items = new object[] { new { steps = 1 } } });
        var batch = await accepted.JsonAsync();
        using var ofBatch = await service.Client.GetAsync(
            $"/image/batches/{batch.Text("id")}/events", HttpCompletionOption.ResponseHeadersRead);
        var job = await service.Client.SubmitAsync();
        using var ofJob = await EventStream.OpenAsync(service.Client, $"/image/jobs/{job.Text("id")}/events");

        proxy.Cut();
        // Listeners look every three seconds at the latest.
        await Task.Delay(TimeSpan.FromSeconds(5));
        proxy.Mend();
        service.Simulator.Faults.Board.Hold.Set(closed: false);

        (await ofJob.ToEndAsync())[^1].Data.Text("status").ShouldBe("succeeded");
        (await ofBatch.Content.ReadAsStringAsync()).ShouldContain("\"status\":\"completed\"");
        logs.Faults.ShouldNotContain(line => line.Contains("unhandled"));
    }

    [RealServerFact(RealStack.PostgresVariable, RealStack.RedisVariable)]
    public async Task Redis_goes_away_and_comes_back()
    {
        using var folder = new TempFolder(onRealServers: true);
        using var proxy = new CuttableProxy(new($"tcp://{RealStack.Redis}"));
        await using var service =
            await Service.StartAsync(folder: folder, settings: $"--ConnectionStrings:Redis={proxy.Address.Authority}");
        var ids = await SubmitAsync(service);
        await service.Client.WaitForEndAsync(ids[Count / 4]);
        (await ReadyAsync(service)).ShouldBe("healthy");

        proxy.Cut();
        await UntilReadyAsync(service, "degraded");
        await service.Client.WaitForEndAsync(ids[Count / 2]);
        proxy.Mend();

        await AllSucceedOnceAsync(service, ids);
        await UntilReadyAsync(service, "healthy");
    }

    [RealServerFact(RealStack.PostgresVariable, RealStack.RedisVariable)]
    public async Task A_host_starts_without_redis_and_finds_it_later()
    {
        using var folder = new TempFolder(onRealServers: true);
        using var proxy = new CuttableProxy(new($"tcp://{RealStack.Redis}"), isCut: true);
        await using var service =
            await Service.StartAsync(folder: folder, settings: $"--ConnectionStrings:Redis={proxy.Address.Authority}");
        (await ReadyAsync(service)).ShouldBe("degraded");

        using var answer = await service.Client.GenerateAsync(Jobs.Request(), ("Prefer", "wait=30"));
        (await answer.JsonAsync()).Text("status").ShouldBe("succeeded");
        proxy.Mend();

        await UntilReadyAsync(service, "healthy");
    }

    /// <summary>Stands before PostgreSQL; the settings lead through it.</summary>
    private static CuttableProxy ProxyOf(TempFolder folder, out string settings)
    {
        var given = new NpgsqlConnectionStringBuilder(RealStack.PostgresOf(folder.Path));
        var proxy = new CuttableProxy(new($"tcp://{given.Host}:{given.Port}"));
        (given.Host, given.Port) = (proxy.Address.Host, proxy.Address.Port);
        settings = $"--ConnectionStrings:Postgres={given}";
        return proxy;
    }

    private static async Task<List<string>> SubmitAsync(Service service)
    {
        var jobs = await Task.WhenAll(
            Enumerable.Range(0, Count).Select(number => service.Client.SubmitAsync(Jobs.Request($"{number}", steps: 4))));
        return [.. jobs.OrderBy(job => job.GetProperty("created_at").GetDateTimeOffset()).Select(job => job.Text("id"))];
    }

    private static async Task AllSucceedOnceAsync(Service service, List<string> ids)
    {
        foreach (var id in ids)
        {
            (await service.Client.WaitForEndAsync(id)).Text("status").ShouldBe("succeeded");
        }

        service.Simulator.Log.Values.Sum(render => render.Executions).ShouldBe(Count);
    }

    private static async Task UntilReadyAsync(Service service, string status)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await ReadyAsync(service) != status)
        {
            await Task.Delay(100, patience.Token);
        }
    }

    private static async Task<string> ReadyAsync(Service service)
    {
        using var answer = await service.Client.GetAsync("/health/ready");
        return (await answer.JsonAsync()).Text("status");
    }
}
