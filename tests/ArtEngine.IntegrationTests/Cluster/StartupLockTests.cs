using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.IntegrationTests.Fief;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ArtEngine.IntegrationTests.Cluster;

/// <summary>One node at a time starts on a database.</summary>
[Trait(Stack.Trait, Stack.OwnServers)]
public sealed class StartupLockTests
{
    [RealServerFact(RealStack.PostgresVariable, RealStack.RedisVariable)]
    public async Task A_start_that_waits_for_another_says_so_and_goes_on_when_that_is_over()
    {
        using var folder = new TempFolder(onRealServers: true);
        folder.Settings.ShouldNotBeEmpty("the database is made with them");
        var database = RealStack.PostgresOf(folder.Path);
        await using var other = new NpgsqlConnection($"{database};Pooling=false");
        await other.OpenAsync();
        await using var holding = new NpgsqlCommand($"SELECT pg_advisory_lock({StartupLock.Key})", other);
        await holding.ExecuteNonQueryAsync();
        var logs = new CapturedLogs();

        var starting = Service.StartAsync(
            builder => builder.Services.AddSingleton<ILoggerProvider>(logs), folder: folder,
            settings: [$"--ConnectionStrings:Postgres={database}", "--Logging:LogLevel:ArtEngine=Information"]);
        await KnownUsers.UntilAsync(() => Task.FromResult(logs.Text.Contains("Another node is starting on this database")));

        starting.IsCompleted.ShouldBeFalse();
        await using var sessions = new NpgsqlCommand(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted", other);
        (await sessions.ExecuteScalarAsync()).ShouldBe(1L);
        await other.CloseAsync();
        await using var service = await starting;
        (await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"))).Text("status").ShouldBe("succeeded");
    }
}
