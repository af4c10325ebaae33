using System.Net;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.Host;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.Users.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ArtEngine.IntegrationTests.Host;

/// <summary>A database that the first release made is brought up to date by the newest, with all that was in it.</summary>
public sealed class UpgradeTests
{
    private const string Developer = "00000000-0000-4000-8000-000000000001";
    private const int Ended = 30;
    private const int Waiting = 20;

    private const string Graph = """
        {"1":{"class_type":"EmptyImage","inputs":{"width":64,"height":64,"batch_size":1,"color":NUMBER}},
         "2":{"class_type":"SaveImage","inputs":{"images":["1",0],"filename_prefix":"upgrade-NUMBER"}}}
        """;

    /// <summary>The columns are those of the first release.</summary>
    private const string AsAnOlderNode = """
        INSERT INTO generation.outputs
            (id, job_id, position, node_id, name, type, content_type, size_bytes, hash, width, height, storage_key)
        SELECT $1, job_id, position + 1, node_id, name, type, content_type, size_bytes, hash, width, height, storage_key
        FROM generation.outputs WHERE id = $2
        """;

    private static readonly DateTime Then = DateTime.UtcNow.AddHours(-2);

    [Fact]
    public async Task Jobs_of_the_first_release_are_all_there_and_the_waiting_ones_are_rendered()
    {
        using var folder = new TempFolder();
        var user = Guid.NewGuid();
        await MakeFirstReleaseAsync(folder, user);

        await using var service = await Service.StartAsync(folder: folder);

        (await service.GetAsync("/auth/user")).Text("id").ShouldBe(user.ToString());
        var jobs = (await service.GetAsync("/image/jobs?limit=100")).GetProperty("jobs").EnumerateArray().ToList();
        jobs.Count.ShouldBe(Ended + Waiting);
        jobs.Count(job => job.Text("status") == "failed").ShouldBe(Ended);
        foreach (var job in jobs.Where(job => job.Text("status") != "failed"))
        {
            (await service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");
        }

        service.Simulator.Log.Values.Sum(render => render.Executions).ShouldBe(Waiting);
    }

    [RealServerFact(RealStack.PostgresVariable)]
    public async Task What_a_node_of_an_older_version_stores_meanwhile_is_its_users()
    {
        using var folder = new TempFolder(onRealServers: true);
        await using var service = await Service.StartAsync(folder: folder);
        var job = await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));
        var stored = job.GetProperty("outputs")[0].Text("id");
        var older = Guid.NewGuid();
        await using (var database = new NpgsqlConnection(RealStack.PostgresOf(folder.Path)))
        {
            await database.OpenAsync();
            await using var insert = new NpgsqlCommand(AsAnOlderNode, database)
            {
                Parameters = { new() { Value = older }, new() { Value = Guid.Parse(stored) } },
            };
            (await insert.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        using var answer = await service.Client.GetAsync($"/image/outputs/{older}");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await service.GetAsync("/image/outputs?workflow=txt2img")).GetProperty("outputs").EnumerateArray()
            .Select(output => output.Text("id")).ShouldContain($"{older}");
    }

    private static async Task MakeFirstReleaseAsync(TempFolder folder, Guid user)
    {
        await using var app = await Composition.BuildAsync(
            ["--environment=Development", "--urls=http://127.0.0.1:0", "--ComfyUi:Servers=http://127.0.0.1:9", .. folder.Settings]);
        await using var users = await FirstAsync<UsersDbContext>(app.Services);
        await InsertAsync(users, "users", new()
        {
            ["id"] = user,
            ["issuer"] = "art-engine-development",
            ["subject"] = Developer,
            ["email"] = "developer@localhost",
            ["created_at"] = Then,
        });
        await using var jobs = await FirstAsync<GenerationDbContext>(app.Services);
        for (var number = 0; number < Ended + Waiting; number++)
        {
            await InsertAsync(jobs, "jobs", Job(user, number));
        }
    }

    private static Dictionary<string, object> Job(Guid user, int number)
    {
        var job = new Dictionary<string, object>
        {
            ["id"] = Guid.CreateVersion7(),
            ["user_id"] = user,
            ["workflow_name"] = "txt2img",
            ["workflow_version"] = "0123456789ab",
            ["parameters"] = $$"""{"seed":{{number}}}""",
            ["graph"] = Graph.Replace("NUMBER", $"{number}", StringComparison.Ordinal),
            ["output_node_id"] = "2",
            ["node_count"] = 2,
            ["priority"] = 0,
            ["status"] = number < Ended ? "Failed" : "Queued",
            ["created_at"] = Then,
            ["attempt_count"] = 0,
            ["revision"] = 0,
        };
        if (number < Ended)
        {
            job["completed_at"] = Then.AddMinutes(1);
            job["error_code"] = "node_error";
        }

        return job;
    }

    /// <summary>Makes the tables as the first migration alone does.</summary>
    private static async Task<TContext> FirstAsync<TContext>(IServiceProvider services)
        where TContext : DbContext
    {
        var db = await services.GetRequiredService<IDbContextFactory<TContext>>().CreateDbContextAsync();
        await db.GetService<IRelationalDatabaseCreator>().CreateAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var migrations = db.GetService<IMigrationsAssembly>();
        var (id, type) = migrations.Migrations.First();
        var history = db.GetService<IHistoryRepository>();
        await history.CreateIfNotExistsAsync();
        var commands = db.GetService<IMigrationsSqlGenerator>()
            .Generate(migrations.CreateMigration(type, db.Database.ProviderName!).UpOperations);
        foreach (var sql in commands.Select(command => command.CommandText)
            .Append(history.GetInsertScript(new HistoryRow(id, ProductInfo.GetVersion()))))
        {
            await db.Database.ExecuteSqlRawAsync(
                sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
        }

        return db;
    }

    private static async Task InsertAsync(DbContext db, string table, Dictionary<string, object> row)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        var name = db.Database.IsNpgsql() ? $"{db.Model.GetDefaultSchema()}.{table}" : table;
        command.CommandText =
            $"INSERT INTO {name} ({string.Join(", ", row.Keys)}) VALUES " +
            $"({string.Join(", ", row.Keys.Select(column => $"@{column}"))})";
        foreach (var (column, value) in row)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ($"@{column}", value);
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync();
    }
}
