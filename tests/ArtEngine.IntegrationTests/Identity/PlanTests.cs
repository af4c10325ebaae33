using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Fief;
using ArtEngine.IntegrationTests.Hosting;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>Plans as administrators make them and users meet them.</summary>
public sealed class PlanTests
{
    [Fact]
    public async Task A_plan_is_made_given_met_and_taken_away()
    {
        await using var service = await Service.StartAsync();
        var me = (await service.GetAsync("/auth/user")).Text("id");
        (await service.GetAsync("/auth/usage")).GetProperty("plan").ValueKind.ShouldBe(JsonValueKind.Null);

        await PutAsync(service, "/plans/small", new { max_queued = 0, weight = 2, gpu_seconds_per_day = 100 });
        (await service.GetAsync("/plans")).GetProperty("plans").EnumerateArray().ShouldHaveSingleItem().Text("name").ShouldBe("small");
        await service.Client.SubmitAsync();
        await PutAsync(service, $"/users/{me}/plan", new { plan = "small" });
        (await service.GetAsync($"/users/{me}")).Text("plan").ShouldBe("small");
        await RefusedAsync(service, HttpStatusCode.TooManyRequests, "queue_full");

        await PutAsync(service, "/plans/small", new { workflows = new[] { "flux-txt2img" } });
        await RefusedAsync(service, HttpStatusCode.Forbidden, "workflow_not_allowed");

        (await service.Client.DeleteAsync("/plans/small")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await service.Client.DeleteAsync("/plans/small")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await service.Client.SubmitAsync();
    }

    [Fact]
    public async Task What_was_rendered_is_used_and_the_plan_ends_it()
    {
        await using var service = await Service.StartAsync();
        await PutAsync(service, "/plans/default", new { gpu_seconds_per_day = 1e9 });
        var job = await service.Client.SubmitAsync();
        await service.Client.WaitForEndAsync(job.Text("id"));
        var day = await UntilUsedAsync(service);
        day.GetProperty("gpu_seconds").GetDouble().ShouldBeGreaterThan(0);
        day.GetProperty("bytes").GetInt64().ShouldBeGreaterThan(0);
        var row = (await service.GetAsync("/usage")).GetProperty("usage").EnumerateArray().ShouldHaveSingleItem();
        row.GetProperty("gpu_seconds").GetDouble().ShouldBe(day.GetProperty("gpu_seconds").GetDouble());
        (await service.Client.GetStringAsync("/usage/csv")).ShouldStartWith("day,user_id,workflow,jobs,gpu_seconds,bytes\r\n20");

        await PutAsync(service, "/plans/default", new { gpu_seconds_per_day = 0.0001 });
        using var answer = await service.Client.PostAsJsonAsync("/image/generate", Jobs.Request());
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.Text("code").ShouldBe("quota_exceeded");
        problem.GetProperty("quota").GetProperty("limit").GetDouble().ShouldBe(0.0001);
        problem.GetProperty("quota").GetProperty("renews_at").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task A_plan_that_keeps_less_deletes_the_oldest_and_tells_how_much_is_kept()
    {
        await using var service = await Service.StartAsync();
        var (first, second) = (await RenderAsync(service), await RenderAsync(service));
        (await service.GetAsync("/auth/usage")).GetProperty("storage").GetProperty("bytes").ValueKind.ShouldBe(JsonValueKind.Null);

        await PutAsync(service, "/plans/default", new { storage_bytes = second.Bytes + (first.Bytes / 2), keep_days = 30 });
        await KnownUsers.UntilAsync(async () =>
            (await service.Client.GetAsync($"/image/jobs/{first.Id}")).StatusCode == HttpStatusCode.NotFound);

        var storage = (await service.GetAsync("/auth/usage")).GetProperty("storage");
        storage.GetProperty("bytes").GetInt64().ShouldBe(second.Bytes);
        storage.GetProperty("keep_days").GetInt32().ShouldBe(30);
        var kept = await service.GetAsync($"/image/jobs/{second.Id}");
        (kept.GetProperty("expires_at").GetDateTimeOffset() - kept.GetProperty("completed_at").GetDateTimeOffset()).TotalDays
            .ShouldBe(30, 0.01);
    }

    [Fact]
    public async Task A_plan_with_wrong_limits_is_refused_as_a_whole()
    {
        await using var service = await Service.StartAsync();
        foreach (object plan in new object[]
        {
            new { weight = 0 }, new { weight = -1 }, new { max_running = 0 }, new { max_queued = -1 }, new { gpu_seconds_per_day = -1 },
            new { storage_bytes = -1 }, new { keep_days = 0 },
        })
        {
            using var answer = await service.Client.PutAsJsonAsync("/plans/wrong", plan);
            answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, plan.ToString());
        }

        using var name = await service.Client.PutAsJsonAsync("/plans/a%20b", new { weight = 1 });
        name.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await service.GetAsync("/plans")).GetProperty("plans").GetArrayLength().ShouldBe(0);
        using var unknown = await service.Client.PutAsJsonAsync($"/users/{Guid.NewGuid()}/plan", new { plan = "x" });
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<(string Id, long Bytes)> RenderAsync(Service service)
    {
        var job = await service.Client.WaitForEndAsync((await service.Client.SubmitAsync()).Text("id"));
        return (job.Text("id"), job.GetProperty("outputs")[0].GetProperty("size_bytes").GetInt64());
    }

    private static async Task PutAsync(Service service, string path, object body)
    {
        using var answer = await service.Client.PutAsJsonAsync(path, body);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {await answer.Content.ReadAsStringAsync()}");
    }

    private static async Task RefusedAsync(Service service, HttpStatusCode status, string code)
    {
        using var answer = await service.Client.PostAsJsonAsync("/image/generate", Jobs.Request());
        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).Text("code").ShouldBe(code);
    }

    /// <summary>An ended job is told to the ledger a moment later.</summary>
    private static async Task<JsonElement> UntilUsedAsync(Service service)
    {
        while (true)
        {
            var day = (await service.GetAsync("/auth/usage")).GetProperty("usage")[0];
            if (day.GetProperty("jobs").GetInt64() == 1)
            {
                return day;
            }

            await Task.Delay(50);
        }
    }
}
