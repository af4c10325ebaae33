using System.Data.Common;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.Webhooks;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ArtEngine.IntegrationTests.Fief;

/// <summary>A user is deleted at Fief: afterwards nothing of theirs is anywhere.</summary>
public sealed class ErasureTests
{
    private const string Prompt = "a heron over Quellmoor";
    private const string Word = "heron";
    private const string Email = "Merle.Quandt@quellmoor.example";
    private const string City = "Niederquellmoor";

    /// <summary>Where an id stays, so that nothing of the user comes back.</summary>
    private static readonly string[] Tombstones = ["erased_users.", "erasures.", "outbox.", "/"];

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Nothing_is_left_of_a_deleted_user_and_others_keep_what_is_theirs()
    {
        var logs = new CapturedLogs();
        await using var service = await Service.StartAsync(
            builder => builder.Logging.AddProvider(logs),
            settings: [FiefSender.Setting, "--Logging:LogLevel:ArtEngine=Trace", "--Webhooks:AllowPrivateAddresses=true"]);
        await using var receiver = await Receiver.StartAsync();
        await using var fief = new FiefSender(service.Address);
        var (subject, other) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var user = FiefSender.User(subject, Email, Start, new { city = City });
        await service.ComeAsync(subject);
        await fief.TellAsync("user.created", user);
        using var client = service.ClientOf(service.Token(subject));
        using var neighbour = service.ClientOf(service.Token(other));
        var kept = await neighbour.WaitForEndAsync((await neighbour.SubmitAsync(Jobs.Request("a stork"))).Text("id"));
        var told = $"{receiver.Address}?of={City}";
        (await client.PostAsJsonAsync("/webhooks", new { url = told })).StatusCode.ShouldBe(HttpStatusCode.Created);
        var (userId, jobs) = await LiveAsync(service, client);
        (await Traces.FindAsync(service, [userId])).ShouldContain(trace => trace.StartsWith("usage.", StringComparison.Ordinal));
        var theirs = await neighbour.UploadAsync(Pictures.Png(8, 8, grey: 9));
        string[] traces = [Prompt, Email, City, subject, userId, .. jobs];
        (await Traces.FindAsync(service, traces)).ShouldNotBeEmpty();

        await fief.TellAsync("user.deleted", user);
        await UntilErasedAsync(service, userId);
        (await client.GetAsync(new Uri("/auth/user", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        // Ids stay as tombstones; of the erasure itself, and on their way to other modules.
        var left = await Traces.FindAsync(service, [Prompt, Word, Email, City, .. jobs]);
        left.ShouldBeEmpty();
        (await Traces.FindAsync(service, [userId])).Where(trace => !Tombstones.Any(trace.StartsWith)).ShouldBeEmpty();
        logs.Text.ShouldContain("user.deleted");
        new[] { Prompt, Email, City }.Where(text => logs.Text.Contains(text, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        service.Simulator.Log.Values.Count(render => render.Outcome == "interrupted").ShouldBe(1);
        service.Simulator.Log.Values.Count(render => render.Outcome == "success").ShouldBe(5);
        (await neighbour.GetByteArrayAsync(kept.GetProperty("outputs")[0].Text("url"))).ShouldNotBeEmpty();
        (await neighbour.GetByteArrayAsync(theirs.Text("url"))).ShouldNotBeEmpty();
        (await service.GetAsync("/queue")).GetProperty("queue_running").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task What_arrives_after_the_erasure_goes_as_well()
    {
        await using var service = await Service.StartAsync(settings: FiefSender.Setting);
        await using var fief = new FiefSender(service.Address);
        var subject = Guid.NewGuid().ToString();
        using var client = service.ClientOf(service.Token(subject));
        var job = await client.WaitForEndAsync((await client.SubmitAsync()).Text("id"));
        var owner = await service.UserAsync(subject);
        await fief.TellAsync("user.deleted", FiefSender.User(subject, Email, Start));
        await UntilErasedAsync(service, owner!.Id.ToString());

        // As a request does whose token was looked at just before.
        var late = ImageJob.Queue(
            new(Guid.NewGuid(), owner.Id, "txt2img", "1", "{}", null, "{}", "9", 1, 0, null, null, null, null, null, null, null),
            DateTimeOffset.UtcNow);
        await service.Services.GetRequiredService<IImageJobs>().AddAsync(
            late, new("", Weight: 1, MaxRunning: null, MaxWaiting: 100), CancellationToken.None);
        await service.Services.GetRequiredService<IBlobStore>()
            .SaveAsync($"{owner.Id}/{late.Id}/x/0.png", new MemoryStream([1, 2, 3]), "image/png", CancellationToken.None);
        var upload = Upload.Begin(owner.Id, "image/png", null, 3, DateTimeOffset.UtcNow);
        await service.Services.GetRequiredService<IUploads>().TryAddAsync(upload, 1_000, CancellationToken.None);
        await service.Services.GetRequiredService<IBlobStore>()
            .SaveAsync(upload.StorageKey, new MemoryStream([1, 2, 3]), "image/png", CancellationToken.None);

        await KnownUsers.UntilAsync(
            async () => (await Traces.FindAsync(service, [late.Id.ToString(), upload.Id.ToString(), job.Text("id")])).Count == 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(150)]
    public async Task A_host_that_is_killed_while_it_erases_goes_on_after_the_next_start(int milliseconds)
    {
        using var data = new TempFolder();
        await using var simulator = await ServerProcess.StartSimulatorAsync("--step-time", "50", "--load-time", "0", "--no-previews");
        var subject = "00000000-0000-4000-8000-000000000001";
        Uri address;
        await using (var host = await ServerProcess.StartHostAsync(data, simulator.Address, null, FiefSender.Setting))
        {
            address = host.Address;
            using var client = ClientOf(address, data);
            var ids = new List<string>();
            var uploads = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(number => client.UploadAsync(Pictures.Png(8, 8, (byte)number, padding: 100_000))));
            await client.SubmitAsync(Pictures.Request(uploads[0].Text("id")));
            for (var number = 0; number < 12; number++)
            {
                ids.Add((await client.SubmitAsync(Jobs.Request($"{Prompt} {number}", steps: number < 4 ? 1 : 40))).Text("id"));
            }

            await client.WaitForEndAsync(ids[3]);
            await client.WaitForStatusAsync(ids[4], "running");
            await using var fief = new FiefSender(address);
            await fief.TellAsync("user.deleted", FiefSender.User(subject, Email, Start));
            await Task.Delay(milliseconds);
            await host.KillAsync();
        }

        await using var again = await ServerProcess.StartHostAsync(data, simulator.Address, address, FiefSender.Setting);
        await KnownUsers.UntilAsync(async () => await CountAsync(data, "jobs") == 0);
        await KnownUsers.UntilAsync(async () => await CountAsync(data, "uploads") + await CountAsync(data, "job_pictures") == 0);
        await KnownUsers.UntilAsync(async () => await CountAsync(data, "erasures WHERE quiet_looks > 1") == 1);
        Directory.EnumerateFiles(data.Path, "*", SearchOption.AllDirectories)
            .ShouldNotContain(file => file.EndsWith(".png", StringComparison.Ordinal));
        Traces.InFiles(data.Path, [Prompt]).ShouldBeEmpty();
    }

    /// <summary>Past the host, in which nothing else may erase.</summary>
    private static async Task<long> CountAsync(TempFolder data, string what)
    {
        await using DbConnection connection = RealStack.IsChosen
            ? new NpgsqlConnection(RealStack.PostgresOf(data.Path))
            : new SqliteConnection($"Data Source={Path.Combine(data.Path, "generation.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {(RealStack.IsChosen ? "generation." : "")}{what}";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>One job done, one running, one waiting at the server and one in the queue; a batch, a folder, messages and usage.</summary>
    private static async Task<(string UserId, IReadOnlyList<string> Jobs)> LiveAsync(Service service, HttpClient client)
    {
        var userId = (await (await client.GetAsync(new Uri("/auth/user", UriKind.Relative))).JsonAsync()).Text("id");
        var done = await client.WaitForEndAsync((await client.SubmitAsync(Jobs.Request($"{Prompt} at dawn"))).Text("id"));
        done.Text("status").ShouldBe("succeeded");
        var (upload, unused) =
            (await client.UploadAsync(Pictures.Png(8, 8, grey: 7)), await client.UploadAsync(Pictures.Png(8, 8, grey: 8)));
        var painted = await client.SubmitAsync(Pictures.Request(upload.Text("id"), $"{Prompt} anew"));
        await client.WaitForEndAsync(painted.Text("id"));
        var batch = await RenderBatchAsync(client);
        service.Simulator.Faults.Board.Slow = 100;
        List<string> jobs = [done.Text("id"), done.GetProperty("outputs")[0].Text("id")];
        for (var number = 0; number < 3; number++)
        {
            using var accepted =
                await client.GenerateAsync(Jobs.Request($"{Prompt} {number}", steps: 100), ("Idempotency-Key", $"Quellmoor-{number}"));
            jobs.Add((await accepted.JsonAsync()).Text("id"));
        }

        (await client.PostAsJsonAsync("/image/folders", new { name = City })).StatusCode.ShouldBe(HttpStatusCode.Created);
        await client.WaitForStatusAsync(jobs[2], "running");
        await client.WaitAsync(jobs[3], job => job.GetProperty("attempts").GetInt32() == 1);
        return (userId, [.. jobs, painted.Text("id"), upload.Text("id"), unused.Text("id"), batch]);
    }

    private static async Task<string> RenderBatchAsync(HttpClient client)
    {
        var parameters = new { prompt = $"{Prompt} in a batch", steps = 1, width = 64, height = 64 };
        using var accepted = await client.PostAsJsonAsync("/image/batches", new { workflow_name = "txt2img", parameters, count = 2 });
        var batch = await accepted.JsonAsync();
        await KnownUsers.UntilAsync(async () =>
            (await (await client.GetAsync(new Uri(batch.GetProperty("urls").Text("self"), UriKind.Relative))).JsonAsync())
            .Text("status") == "completed");
        return batch.Text("id");
    }

    private static async Task UntilErasedAsync(Service service, string userId)
    {
        var id = Guid.Parse(userId);
        await KnownUsers.UntilAsync(async () =>
        {
            await using var db = await service.Services.GetRequiredService<IDbContextFactory<GenerationDbContext>>().CreateDbContextAsync();
            return await db.Erasures.AnyAsync(erasure => erasure.UserId == id && erasure.QuietLooks > 1) &&
                !await db.Jobs.AnyAsync(job => job.UserId == id);
        });
    }

    private static HttpClient ClientOf(Uri address, TempFolder data) => new()
    {
        BaseAddress = address,
        DefaultRequestHeaders =
            { Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(data.Path, "dev-token"))) },
    };
}
