using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.Generation.Infrastructure.Persistence;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.Users.Infrastructure.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>What administrators do with the queue and with the jobs of others, and that it is written down.</summary>
public sealed class AdministrationTests
{
    [Fact]
    public async Task A_paused_queue_accepts_jobs_and_gives_none_to_servers()
    {
        await using var service = await Service.StartAsync();
        await ModeAsync(service, new { is_paused = true });
        var job = await service.Client.SubmitAsync();
        // Another job's way through the queue would show that servers take jobs.
        var second = await service.Client.SubmitAsync();
        (await service.GetAsync($"/image/jobs/{second.Text("id")}")).Text("status").ShouldBe("queued");
        service.Simulator.Log.Count.ShouldBe(0);
        (await service.GetAsync("/queue/mode")).GetProperty("is_paused").GetBoolean().ShouldBeTrue();

        await ModeAsync(service, new { is_paused = false });
        (await service.Client.WaitForEndAsync(job.Text("id"))).Text("status").ShouldBe("succeeded");
    }

    [Fact]
    public async Task During_maintenance_callers_are_told_why()
    {
        await using var service = await Service.StartAsync();
        await ModeAsync(service, new { maintenance = "Back at two." });
        using var refused = await service.Client.GenerateAsync(Jobs.Request());
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(1));
        var problem = await refused.JsonAsync();
        problem.Text("code").ShouldBe("maintenance");
        problem.Text("detail").ShouldContain("Back at two.");
        await ModeAsync(service, new { maintenance = "" });
        await service.Client.SubmitAsync();
    }

    [Fact]
    public async Task What_is_kept_is_counted_by_user_and_the_terms_are_told()
    {
        await using var service = await Service.StartAsync(settings: ["--Retention:KeepDays=90", "--Uploads:KeepDays=3"]);
        using var other = service.ClientOf(service.Token(Guid.NewGuid().ToString()));
        var mine = await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));
        await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));
        await other.WaitForEndAsync((await other.SubmitAsync()).Text("id"));

        var report = await service.GetAsync("/storage?limit=1");

        var most = report.GetProperty("users").EnumerateArray().ShouldHaveSingleItem();
        most.Text("user_id").ShouldBe((await service.GetAsync("/auth/user")).Text("id"));
        most.GetProperty("outputs").GetInt32().ShouldBe(2);
        most.GetProperty("output_bytes").GetInt64().ShouldBeGreaterThan(mine.GetProperty("outputs")[0].GetProperty("size_bytes").GetInt64());
        report.GetProperty("outputs").GetInt32().ShouldBe(3);
        report.GetProperty("output_bytes").GetInt64().ShouldBeGreaterThan(most.GetProperty("output_bytes").GetInt64());
        var terms = report.GetProperty("retention");
        (terms.GetProperty("keep_days").GetInt32(), terms.GetProperty("upload_keep_days").GetInt32()).ShouldBe((90, 3));
        terms.GetProperty("keep_failed_days").ValueKind.ShouldBe(JsonValueKind.Null);
        using var refused = await other.GetAsync(new Uri("/storage", UriKind.Relative));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_jobs_of_others_are_listed_moved_to_the_front_and_canceled()
    {
        await using var service = await Service.StartAsync();
        await ModeAsync(service, new { is_paused = true });
        using var other = service.ClientOf(service.Token(Guid.NewGuid().ToString()));
        var mine = await service.Client.SubmitAsync();
        var first = await other.SubmitAsync();
        var second = await other.SubmitAsync();

        var listed = (await service.GetAsync("/jobs?status=queued")).GetProperty("jobs").EnumerateArray().ToList();
        listed.Select(job => job.GetProperty("job").Text("id")).ShouldBe([second.Text("id"), first.Text("id"), mine.Text("id")]);
        var user = listed[0].Text("user_id");
        (await service.GetAsync($"/jobs?user={user}&workflow=txt2img&limit=1")).GetProperty("next_cursor").GetString().ShouldNotBeNull();
        using (var refused = await service.Client.GetAsync(new Uri("/jobs?status=failed", UriKind.Relative)))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }

        await PostAsync(service.Client, $"/jobs/{second.Text("id")}/front", HttpStatusCode.NoContent);
        await PostAsync(service.Client, $"/jobs/{first.Text("id")}/cancel", HttpStatusCode.NoContent);
        await PostAsync(service.Client, $"/jobs/{Guid.NewGuid()}/front", HttpStatusCode.NotFound);
        await PostAsync(other, $"/jobs/{mine.Text("id")}/cancel", HttpStatusCode.Forbidden);
        (await other.WaitAsync(second.Text("id"), job => job.GetProperty("queue_position").GetInt32() == 1)).Text("status")
            .ShouldBe("queued");
        (await other.WaitForEndAsync(first.Text("id"))).Text("status").ShouldBe("canceled");

        await ModeAsync(service, new { is_paused = false });
        var ended = (await other.WaitForEndAsync(second.Text("id")), await service.Client.WaitForEndAsync(mine.Text("id")));
        Started(ended.Item1).ShouldBeLessThan(Started(ended.Item2));

        var acts = (await service.GetAsync("/audit")).GetProperty("entries").EnumerateArray().ToList();
        acts.Count(act => act.Text("path") == "/queue/mode").ShouldBe(2);
        acts.Single(act => act.Text("path") == $"/jobs/{first.Text("id")}/cancel").GetProperty("status").GetInt32().ShouldBe(204);
        acts.ShouldNotContain(act => act.Text("path") == $"/jobs/{mine.Text("id")}/cancel", "who is refused has done nothing");
    }

    [Fact]
    public async Task With_the_permission_a_priority_counts_among_the_jobs_of_all()
    {
        await using var service = await Service.StartAsync();
        await ModeAsync(service, new { is_paused = true });
        using var other = service.ClientOf(service.Token(Guid.NewGuid().ToString()));
        using var holder = HolderOf(service);
        // All of one workflow: of another one the server may have to be asked first whether it can run it.
        var mine = await service.Client.SubmitAsync(new { workflow_name = "test-card" });
        var theirs = await other.SubmitAsync(new { workflow_name = "test-card", priority = 10 });
        var usual = await holder.SubmitAsync(new { workflow_name = "test-card" });
        var urgent = await holder.SubmitAsync(new { workflow_name = "test-card", priority = 1 });

        await PlaceAsync(holder, urgent, 1);
        await PlaceAsync(service.Client, mine, 2);
        await PlaceAsync(other, theirs, 3);
        await PlaceAsync(holder, usual, 4);
        using var rerun = await holder.PostAsync(new Uri($"/image/jobs/{urgent.Text("id")}/rerun", UriKind.Relative), null);
        var again = await rerun.JsonAsync();
        await PlaceAsync(holder, again, 2);

        await ModeAsync(service, new { is_paused = false });
        await holder.WaitForEndAsync(usual.Text("id"));
        await using var db = await service.Services.GetRequiredService<IDbContextFactory<GenerationDbContext>>().CreateDbContextAsync();
        var taken = await db.Attempts.OrderBy(attempt => attempt.CreatedAt).Select(attempt => attempt.JobId).ToListAsync();
        taken.ShouldBe(new[] { urgent, again, mine, theirs, usual }.Select(job => Guid.Parse(job.Text("id"))));
    }

    [Fact]
    public async Task The_permission_reaches_batches_and_jobs_of_other_dialects()
    {
        await using var service = await Service.StartAsync();
        await ModeAsync(service, new { is_paused = true });
        using var holder = HolderOf(service);
        var mine = await service.Client.SubmitAsync(new { workflow_name = "test-card", priority = 10 });
        using var accepted = await holder.PostAsJsonAsync("/image/batches", new { workflow_name = "test-card", count = 2, priority = 1 });
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync());
        await PlaceAsync(service.Client, mine, 3);

        var workflow = JsonElement.Parse("""
            {
              "1": { "inputs": { "width": 16, "height": 16, "batch_size": 1, "color": 0 }, "class_type": "EmptyImage" },
              "2": { "inputs": { "filename_prefix": "x", "images": ["1", 0] }, "class_type": "SaveImage" }
            }
            """);
        using var created = await holder.PostAsJsonAsync("/api/v2/jobs", new { workflow, priority = 2 });
        created.StatusCode.ShouldBe(HttpStatusCode.Created, await created.Content.ReadAsStringAsync());
        await PlaceAsync(holder, await created.JsonAsync(), 1);
        await PlaceAsync(service.Client, mine, 4);

        // Without it a batch waits in its owner's turn.
        using var usual = await service.Client.PostAsJsonAsync("/image/batches", new { workflow_name = "test-card", priority = 10 });
        await PlaceAsync(service.Client, mine, 4);
    }

    private static HttpClient HolderOf(Service service) => service.ClientOf(service.Services.GetRequiredService<DevelopmentIssuer>()
        .CreateToken("goes-first", "goes-first@example.com", "images:generate", "images:read", "priority"));

    private static async Task PlaceAsync(HttpClient client, JsonElement job, int place) => await client.WaitAsync(
        job.Text("id"), now => now.GetProperty("queue_position").ValueKind == JsonValueKind.Number &&
            now.GetProperty("queue_position").GetInt32() == place);

    [Fact]
    public async Task A_job_of_others_that_failed_is_made_again_once_and_is_theirs()
    {
        await using var service = await Service.StartAsync(settings: "--Generation:MaxAttempts=1");
        using var other = service.ClientOf(service.Token(Guid.NewGuid().ToString()));
        service.Simulator.Faults.FailNode("VAEDecode");
        var failed = await other.WaitForEndAsync((await other.SubmitAsync()).Text("id"));
        failed.Text("status").ShouldBe("failed");

        var path = $"/jobs/{failed.Text("id")}/retry";
        await PostAsync(other, path, HttpStatusCode.Forbidden);
        using var first = await service.Client.PostAsync(new Uri(path, UriKind.Relative), null);
        using var second = await service.Client.PostAsync(new Uri(path, UriKind.Relative), null);
        var again = await first.JsonAsync();
        again.Text("id").ShouldBe((await second.JsonAsync()).Text("id"));
        (await other.WaitForEndAsync(again.Text("id"))).Text("status").ShouldBe("succeeded");
        await PostAsync(service.Client, $"/jobs/{again.Text("id")}/retry", HttpStatusCode.Conflict);
        await PostAsync(service.Client, $"/jobs/{Guid.NewGuid()}/retry", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Prometheus_gets_what_the_alerts_ask_for()
    {
        await using var service = await Service.StartAsync(settings: "--Prometheus:Enabled=true");
        await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));
        using var nobody = service.ClientOf(null);
        (await nobody.GetAsync(new Uri("/metrics", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var text = "";
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!text.Contains("art_engine_jobs_ended_total", StringComparison.Ordinal) ||
            !text.Contains("art_engine_backend_up", StringComparison.Ordinal))
        {
            await Task.Delay(200, patience.Token);
            text = await service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), patience.Token);
        }

        var alerts = await File.ReadAllTextAsync($"{RepositoryRoot.Find()}/deploy/prometheus/alerts.yml");
        var names = System.Text.RegularExpressions.Regex.Matches(alerts, "art_engine_[a-z_]+").Select(match => match.Value).Distinct();
        foreach (var name in names)
        {
            text.ShouldContain(name);
        }
    }

    private static DateTimeOffset Started(JsonElement job) => job.GetProperty("started_at").GetDateTimeOffset();

    private static async Task ModeAsync(Service service, object mode)
    {
        using var answer = await service.Client.PutAsJsonAsync("/queue/mode", mode);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task PostAsync(HttpClient client, string path, HttpStatusCode expected)
    {
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content: null);
        answer.StatusCode.ShouldBe(expected);
    }
}
