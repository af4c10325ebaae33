using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Fief;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.Identity;
using ArtEngine.IntegrationTests.Webhooks;

namespace ArtEngine.IntegrationTests.Generation;

/// <summary>Many jobs that are asked for at once.</summary>
public sealed class BatchTests
{
    private static readonly object Shared = new { prompt = "a lighthouse", width = 64, height = 64, steps = 1 };

    [Fact]
    public async Task A_product_becomes_jobs_with_seeds_of_their_own_and_is_followed_to_its_end()
    {
        await using var service = await Service.StartAsync(settings: ["--Webhooks:AllowPrivateAddresses=true"]);
        await using var receiver = await Receiver.StartAsync();
        await service.Client.PostAsJsonAsync("/webhooks", new { url = receiver.Address, events = new[] { "batch.completed" } });
        var batch = await AcceptAsync(service.Client, new
        {
            workflow_name = "txt2img",
            parameters = Shared,
            product = new { steps = new[] { 1, 2 }, width = new[] { 64, 128 } },
            count = 2,
            metadata = new { album = "coast" },
        });
        batch.GetProperty("total").GetInt32().ShouldBe(8);

        using var stream = await service.Client.GetStreamAsync(new Uri(batch.GetProperty("urls").Text("events"), UriKind.Relative));
        using var reader = new StreamReader(stream);
        var told = (await reader.ReadToEndAsync()).Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal))
            .Select(line => JsonElement.Parse(line[6..])).ToList();
        (told[^1].Text("status"), Count(told[^1], "succeeded")).ShouldBe(("completed", 8));

        var items = (await service.GetAsync(batch.GetProperty("urls").Text("items"))).GetProperty("items").EnumerateArray().ToList();
        items.Select(item => item.GetProperty("index").GetInt32()).ShouldBe(Enumerable.Range(0, 8));
        items.ShouldAllBe(item => item.Text("status") == "succeeded");
        var seeds = new List<string>();
        foreach (var item in items)
        {
            var job = await service.GetAsync($"/image/jobs/{item.Text("job_id")}");
            job.GetProperty("metadata").Text("album").ShouldBe("coast");
            foreach (var own in item.GetProperty("parameters").EnumerateObject())
            {
                job.GetProperty("parameters").GetProperty(own.Name).GetInt32().ShouldBe(own.Value.GetInt32());
            }

            seeds.Add(job.GetProperty("parameters").GetProperty("seed").GetRawText());
        }

        seeds.Distinct().Count().ShouldBe(8);
        var archive = new Uri($"{batch.GetProperty("urls").Text("self")}/zip", UriKind.Relative);
        await using var zip = await service.Client.GetStreamAsync(archive);
        using var bytes = new MemoryStream();
        await zip.CopyToAsync(bytes);
        new ZipArchive(bytes).Entries.Count.ShouldBe(8);
        await KnownUsers.UntilAsync(() => Task.FromResult(receiver.Taken.Count == 1));
        receiver.Taken.Single().Json.GetProperty("data").Text("id").ShouldBe(batch.Text("id"));
        using var other = service.ClientOf(service.Token("is-somebody-else"));
        await (await other.GetAsync(new Uri(batch.GetProperty("urls").Text("self"), UriKind.Relative)))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_batch");
    }

    [Fact]
    public async Task A_batch_with_one_item_that_is_wrong_is_refused_as_a_whole_and_says_which()
    {
        await using var service = await Service.StartAsync();
        using var answer = await service.Client.PostAsJsonAsync("/image/batches", new
        {
            workflow_name = "txt2img",
            parameters = Shared,
            items = new object[] { new { steps = 1 }, new { steps = "many" } },
        });
        var problem = await answer.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid_parameters");
        problem.GetProperty("errors")[0].Text("pointer").ShouldBe("/items/1/parameters/steps");
        foreach (var value in new[] { "\"\\ud800\"", $"{new string('[', 61)}{new string(']', 61)}" })
        {
            var body = $$$"""{"workflow_name":"txt2img","items":[{"prompt":{{{value}}}}]}""";
            using var request = new HttpRequestMessage(HttpMethod.Post, "/image/batches") { Content = new StringContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.Add("Idempotency-Key", "wrong");
            using var refused = await service.Client.SendAsync(request);
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, value);
        }

        (await service.GetAsync("/image/jobs")).GetProperty("jobs").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_graph_of_ones_own_is_no_batch_and_its_sender_is_told_what_to_do()
    {
        await using var service = await Service.StartAsync();
        using var answer = await service.Client.PostAsJsonAsync("/image/batches", new
        {
            workflow_name = "raw:graph",
            parameters = new { graph = new Dictionary<string, object> { ["1"] = new { class_type = "SaveImage", inputs = new { } } } },
            count = 2,
        });
        (await answer.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid_request")).GetRawText().ShouldContain("one by one");
    }

    [Fact]
    public async Task A_repeated_request_with_its_key_makes_one_batch()
    {
        await using var service = await Service.StartAsync();
        service.Simulator.Faults.FailNode("VAEDecode");
        var request = new { workflow_name = "txt2img", parameters = Shared, count = 2 };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AcceptAsync(service.Client, request, "monday")));
        var batch = answers.Select(answer => answer.Text("id")).Distinct().ShouldHaveSingleItem();
        await UntilCompletedAsync(service, answers[0]);
        (await AcceptAsync(service.Client, request, "monday")).Text("status").ShouldBe("completed");

        var rerun = answers[0].GetProperty("urls").Text("rerun");
        var again = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AcceptAsync(service.Client, new { }, "monday", rerun)));
        again.Select(answer => answer.Text("id")).Distinct().ShouldHaveSingleItem().ShouldNotBe(batch);

        // The key is the caller's own, and counts with what is asked for.
        using var other = service.ClientOf(service.Token("somebody-else"));
        (await AcceptAsync(other, request, "monday")).Text("id").ShouldNotBe(batch);
        (await AcceptAsync(service.Client, request with { count = 3 }, "monday")).Text("id").ShouldNotBe(batch);
        (await AcceptAsync(service.Client, request)).Text("id").ShouldNotBe(batch);
        (await service.GetAsync("/image/batches")).GetProperty("batches").GetArrayLength().ShouldBe(4);
    }

    [Fact]
    public async Task What_failed_is_made_again_and_what_is_canceled_is_not_made()
    {
        await using var service = await Service.StartAsync();
        service.Simulator.Faults.FailNode("VAEDecode");
        var batch = await AcceptAsync(service.Client, new { workflow_name = "txt2img", parameters = Shared, count = 3 });
        var failed = await UntilCompletedAsync(service, batch);
        Count(failed, "failed").ShouldBeGreaterThan(0);
        service.Simulator.Faults.Board.Slow = 1_000;
        using var rerun = await service.Client.PostAsync(new Uri(batch.GetProperty("urls").Text("rerun"), UriKind.Relative), null);
        rerun.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var again = await rerun.JsonAsync();
        again.GetProperty("total").GetInt32().ShouldBe(Count(failed, "failed"));

        await service.Client.PostAsync(new Uri(again.GetProperty("urls").Text("cancel"), UriKind.Relative), null);
        var canceled = await UntilCompletedAsync(service, again);
        canceled.Text("status").ShouldBe("canceled");
        Count(canceled, "canceled").ShouldBe(again.GetProperty("total").GetInt32());

        // They are listed, the newest first, to whom they belong.
        var first = await service.GetAsync("/image/batches?limit=1");
        first.GetProperty("batches")[0].Text("id").ShouldBe(again.Text("id"));
        var second = await service.GetAsync($"/image/batches?limit=1&cursor={first.Text("next_cursor")}");
        second.GetProperty("batches")[0].Text("id").ShouldBe(batch.Text("id"));
        second.GetProperty("next_cursor").ValueKind.ShouldBe(JsonValueKind.Null);
        using var other = service.ClientOf(service.Token("somebody-else"));
        (await (await other.GetAsync("/image/batches")).JsonAsync()).GetProperty("batches").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Ten_thousand_are_accepted_at_once_and_come_into_the_queue_as_there_is_room()
    {
        await using var service = await Service.StartAsync(settings: ["--Generation:MaxQueuedPerUser=50"]);
        service.Simulator.Faults.Board.Slow = 10_000;
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var batch = await AcceptAsync(service.Client, new { workflow_name = "txt2img", parameters = Shared, count = 10_000 });
        System.Diagnostics.Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(20));

        await KnownUsers.UntilAsync(async () => (await service.GetAsync("/queue")).GetProperty("queue_pending").GetInt32() >= 45);
        (await service.GetAsync("/queue")).GetProperty("queue_pending").GetInt32().ShouldBeLessThanOrEqualTo(70);
        Count(await service.GetAsync(batch.GetProperty("urls").Text("self")), "queued").ShouldBeGreaterThan(9_900);
        await service.Client.PostAsync(new Uri(batch.GetProperty("urls").Text("cancel"), UriKind.Relative), null);
        (await UntilCompletedAsync(service, batch)).Text("status").ShouldBe("canceled");
    }

    [Fact]
    public async Task A_host_that_is_killed_makes_each_item_once()
    {
        using var data = new TempFolder();
        await using var simulator = await ServerProcess.StartSimulatorAsync("--step-time", "1", "--load-time", "0", "--no-previews");
        Uri? address = null;
        JsonElement batch = default;
        for (var life = 0; life < 3; life++)
        {
            await using var host = await ServerProcess.StartHostAsync(data, simulator.Address, address);
            using var client = Webhooks.WebhookTests.ClientOf(address = host.Address, data);
            if (life == 0)
            {
                batch = await AcceptAsync(client, new { workflow_name = "txt2img", parameters = Shared, count = 120 });
            }

            if (life < 2)
            {
                await UntilAsync(client, batch, now => Count(now, "queued") < 120 - (40 * life));
                await host.KillAsync();
                continue;
            }

            await UntilAsync(client, batch, now => now.Text("status") == "completed");
            var jobs = await client.GetFromJsonAsync<JsonElement>("/image/jobs?limit=100");
            jobs.GetProperty("jobs").GetArrayLength().ShouldBe(100);
            var rest = await client.GetFromJsonAsync<JsonElement>($"/image/jobs?limit=100&cursor={jobs.Text("next_cursor")}");
            rest.GetProperty("jobs").GetArrayLength().ShouldBe(20, "120 jobs of 120 items");
        }
    }

    private static async Task<JsonElement> AcceptAsync(
        HttpClient client, object request, string? idempotencyKey = null, string path = "/image/batches")
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = JsonContent.Create(request),
        };
        if (idempotencyKey is not null)
        {
            message.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var answer = await client.SendAsync(message);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    private static int Count(JsonElement batch, string status) => batch.GetProperty("counts").GetProperty(status).GetInt32();

    private static Task<JsonElement> UntilCompletedAsync(Service service, JsonElement batch) =>
        UntilAsync(service.Client, batch, now => now.GetProperty("completed_at").ValueKind != JsonValueKind.Null);

    private static async Task<JsonElement> UntilAsync(HttpClient client, JsonElement batch, Func<JsonElement, bool> isSo)
    {
        JsonElement now = default;
        await KnownUsers.UntilAsync(async () =>
            isSo(now = await client.GetFromJsonAsync<JsonElement>(batch.GetProperty("urls").Text("self"))));
        return now;
    }
}
