using System.Data.Common;
using System.Net;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>SQLite files that cannot be used while the service runs: callers hear it, health tells it, the log has it once.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class SqliteFaultTests
{
    private const string CannotBeUsed = "The database \"generation\" cannot be used";

    [Fact]
    public async Task A_file_that_another_program_holds_is_503_and_when_it_is_let_go_all_is_well()
    {
        using var data = new TempFolder(onRealServers: false);
        await using var host = await ServerProcess.StartHostAsync(data, comfyUi: null, arguments: ["--Simulator:Always=true"]);
        using var client = await ClientAsync(host, data);
        using (var holder = new SqliteConnection($"Data Source={FileIn(data)};Pooling=False"))
        {
            holder.Open();
            using var transaction = holder.BeginTransaction(deferred: false);

            await ShouldAnswerAsync(client, HttpStatusCode.ServiceUnavailable, "database_unavailable");
            await client.UntilReadyIsAsync("unhealthy");
        }

        await client.UntilReadyIsAsync("healthy");
        (await client.WaitForEndAsync((await client.SubmitAsync()).Text("id"))).Text("status").ShouldBe("succeeded");
        Occurrences(host.Output, CannotBeUsed).ShouldBe(1, host.Output);
        host.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_file_that_was_damaged_is_503_and_not_healthy()
    {
        using var data = new TempFolder(onRealServers: false);
        await using var host = await ServerProcess.StartHostAsync(data, comfyUi: null, arguments: ["--Simulator:Always=true"]);
        using var client = await ClientAsync(host, data);
        await client.WaitForEndAsync((await client.SubmitAsync()).Text("id"));
        foreach (var file in Directory.GetFiles(data.Path, "generation.db*"))
        {
            await using var damaged = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            await damaged.WriteAsync(Enumerable.Repeat((byte)'x', (int)damaged.Length).ToArray());
        }

        await client.UntilReadyIsAsync("unhealthy");
        await ShouldAnswerAsync(client, HttpStatusCode.ServiceUnavailable, "database_unavailable");
        await Task.Delay(TimeSpan.FromSeconds(3));

        Occurrences(host.Output, CannotBeUsed).ShouldBe(1, host.Output);
        host.Output.Split('\n').Count(line => line.Contains(" fail: ")).ShouldBeLessThan(8, host.Output);
    }

    [Fact]
    public async Task A_full_disk_is_507_until_there_is_room()
    {
        var disk = new LimitedDisk();
        await using var service = await Service.StartAsync(
            builder => builder.Services.ConfigureDbContext<GenerationDbContext>(options => options.AddInterceptors(disk)),
            folder: new(onRealServers: false));
        disk.IsFull = true;

        await ShouldAnswerAsync(service.Client, HttpStatusCode.InsufficientStorage, "storage_full");
        await service.Client.UntilReadyIsAsync("unhealthy");
        disk.IsFull = false;

        await service.Client.UntilReadyIsAsync("healthy");
        (await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"))).Text("status").ShouldBe("succeeded");
    }

    private static string FileIn(TempFolder data) => Path.Combine(data.Path, "generation.db");

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;

    private static async Task<HttpClient> ClientAsync(ServerProcess host, TempFolder data) => new()
    {
        BaseAddress = host.Address,
        DefaultRequestHeaders = { Authorization = new("Bearer", await File.ReadAllTextAsync(Path.Combine(data.Path, "dev-token"))) },
    };

    // A long prompt needs pages of its own, whatever is free in the file.
    private static async Task ShouldAnswerAsync(HttpClient client, HttpStatusCode status, string code)
    {
        using var answer = await client.GenerateAsync(Jobs.Request(prompt: new string('a', 8_000)));

        answer.StatusCode.ShouldBe(status);
        (await answer.JsonAsync()).Text("code").ShouldBe(code);
    }

    /// <summary>Lets no file grow, as a full disk does.</summary>
    private sealed class LimitedDisk : DbConnectionInterceptor
    {
        private const int Unlimited = 1_073_741_823;

        public bool IsFull { get; set; }

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA max_page_count = {(IsFull ? 1 : Unlimited)}";
            command.ExecuteNonQuery();
            return Task.CompletedTask;
        }
    }
}
