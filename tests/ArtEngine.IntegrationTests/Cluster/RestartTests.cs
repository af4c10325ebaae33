using System.Net;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;
using Npgsql;

namespace ArtEngine.IntegrationTests.Cluster;

/// <summary>Real servers are killed in the middle of a hundred jobs and started again, one kind at a time.</summary>
[Trait(Stack.Trait, Stack.OwnServers)]
public sealed class RestartTests
{
    private const int Count = 100;

    [RealServerFact(RealServers.Local)]
    public Task PostgreSQL_is_restarted() => RestartAsync("postgres", "postgres", "unhealthy", "database:generation", server =>
    [
        $"--ConnectionStrings:Postgres={new NpgsqlConnectionStringBuilder(server.Variables[RealStack.PostgresVariable]) { MaxPoolSize = 20 }}",
    ]);

    [RealServerFact(RealServers.Local)]
    public Task Redis_is_restarted() => RestartAsync("redis", "redis-server", "degraded", "redis", server =>
        [$"--ConnectionStrings:Redis={server.Variables[RealStack.RedisVariable]}"]);

    [RealServerFact(RealServers.Local)]
    public Task The_S3_server_is_restarted() => RestartAsync("s3", "radosgw", "degraded", "pictures", server =>
    [
        $"--Minio:Endpoint={server.Variables[RealServers.S3]}",
        $"--Minio:AccessKey={server.Variables[RealServers.S3AccessKey]}",
        $"--Minio:SecretKey={server.Variables[RealServers.S3SecretKey]}",
    ]);

    [RealServerFact(RealServers.Local)]
    public Task The_metrics_server_is_restarted() => RestartAsync("metrics", "victoria-metrics", "degraded", "metrics", server =>
        [$"--InfluxDb:Url={server.Variables[RealServers.Metrics]}", "--InfluxDb:Token=test", "--InfluxDb:Org=test", "--InfluxDb:Bucket=test"]);

    /// <summary>All other servers are real ones too, and stay up.</summary>
    private static async Task RestartAsync(string kind, string program, string expected, string check, Func<LocalServer, string[]> settings)
    {
        await using var server = await LocalServer.StartAsync(kind);
        using var folder = new TempFolder(onRealServers: true);
        await using var service = await Service.StartAsync(folder: folder, settings: settings(server));
        var ids = await SubmitAsync(service);
        await service.Client.WaitForEndAsync(ids[Count / 4]);
        (await ReadyAsync(service)).Text("status").ShouldBe("healthy");

        await server.KillAsync(program);
        await UntilAsync(service, check, expected);
        await Task.Delay(TimeSpan.FromSeconds(2));
        var during = await ReadyAsync(service);
        await server.StartAsync();

        during.Text("status").ShouldBe(expected);
        await UntilAsync(service, check, "healthy");
        foreach (var id in ids)
        {
            (await service.Client.WaitForEndAsync(id)).Text("status").ShouldBe("succeeded");
        }

        service.Simulator.Log.Count.ShouldBe(Count);
        service.Simulator.Log.Values.ShouldAllBe(render => render.Executions == 1);
    }

    /// <summary>Enough steps for the kill to come in their middle.</summary>
    private static async Task<List<string>> SubmitAsync(Service service)
    {
        var jobs = await Task.WhenAll(
            Enumerable.Range(0, Count).Select(number => service.Client.SubmitAsync(Jobs.Request($"{number}", steps: 10))));
        return [.. jobs.OrderBy(job => job.GetProperty("created_at").GetDateTimeOffset()).Select(job => job.Text("id"))];
    }

    private static async Task UntilAsync(Service service, string check, string status)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await ReadyAsync(service)).GetProperty("checks").GetProperty(check).Text("status") != status)
        {
            await Task.Delay(100, patience.Token);
        }
    }

    /// <summary>Its status code must say the same as its text.</summary>
    private static async Task<JsonElement> ReadyAsync(Service service)
    {
        using var answer = await service.Client.GetAsync("/health/ready");
        var ready = await answer.JsonAsync();
        answer.StatusCode.ShouldBe(ready.Text("status") == "unhealthy" ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK);
        return ready;
    }
}
