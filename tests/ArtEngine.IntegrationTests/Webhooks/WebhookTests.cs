using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Answers;
using ArtEngine.IntegrationTests.Fief;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.Identity;

namespace ArtEngine.IntegrationTests.Webhooks;

/// <summary>Messages to receivers of users, through the real host.</summary>
public sealed class WebhookTests
{
    private const int JobsOfALife = 24;

    private static readonly string[] Settings = ["--Webhooks:AllowPrivateAddresses=true", "--Webhooks:FirstPauseSeconds=0.2"];

    [NodeFact]
    public async Task A_receiver_is_told_what_becomes_of_a_job_signed_as_the_public_library_expects()
    {
        await using var service = await Service.StartAsync(settings: Settings);
        await using var receiver = await Receiver.StartAsync();
        using var client = service.ClientOf(service.Token("is-told"));
        var webhook = await AddAsync(client, receiver);

        var job = await client.WaitForEndAsync((await client.SubmitAsync()).Text("id"));
        await KnownUsers.UntilAsync(() => Task.FromResult(receiver.Taken.Count == 3));

        receiver.Types.ShouldBe(["job.queued", "job.running", "job.succeeded"]);
        receiver.Taken.Select(message => message.Sequence).Order().ShouldBe([1, 2, 3]);
        var last = receiver.Taken.Single(message => message.Sequence == 3).Json.GetProperty("data");
        (last.Text("id"), last.Text("status")).ShouldBe((job.Text("id"), "succeeded"));
        last.GetProperty("outputs")[0].Text("id").ShouldBe(job.GetProperty("outputs")[0].Text("id"));
        last.GetProperty("backend").ValueKind.ShouldBeOneOf(JsonValueKind.Null, JsonValueKind.String);

        await VerifyAsync(receiver, webhook.Text("secret"));
        // With another secret they are signed by both for a while.
        var renewed = await PostAsync(client, $"/webhooks/{webhook.Text("id")}/secret");
        renewed.Text("secret").ShouldNotBe(webhook.Text("secret"));
        receiver.Taken.Clear();
        await PostAsync(client, $"/webhooks/{webhook.Text("id")}/test");
        await KnownUsers.UntilAsync(() => Task.FromResult(receiver.Taken.Count == 1));
        receiver.Types.ShouldBe(["webhook.test"]);
        await VerifyAsync(receiver, webhook.Text("secret"));
        await VerifyAsync(receiver, renewed.Text("secret"));
        (await client.GetFromJsonAsync<JsonElement>($"/webhooks/{webhook.Text("id")}")).GetProperty("secret").ValueKind
            .ShouldBe(JsonValueKind.Null, "it is shown once");
    }

    [Fact]
    public async Task A_receiver_that_fails_at_random_gets_everything_and_one_that_hangs_delays_nobody()
    {
        await using var service = await Service.StartAsync(settings: [.. Settings, "--Webhooks:TimeoutSeconds=5"]);
        await using var flaky = await Receiver.StartAsync();
        await using var hanging = await Receiver.StartAsync();
        using var client = service.ClientOf(service.Token("is-patient"));
        var random = new Random(16);
        flaky.Answer = () => Task.FromResult(random.Next(3) > 0 ? 200 : 500);
        var hung = new TaskCompletionSource<int>();
        hanging.Answer = () => hung.Task;
        await AddAsync(client, hanging);
        await AddAsync(client, flaky, "job.succeeded");

        var ids = new List<string>();
        for (var number = 0; number < 20; number++)
        {
            ids.Add((await client.SubmitAsync()).Text("id"));
        }

        await KnownUsers.UntilAsync(() => Task.FromResult(
            flaky.Taken.Select(message => message.Json.GetProperty("data").Text("id")).Distinct().Count() == 20));
        hanging.Taken.ShouldBeEmpty();
        flaky.Taken.Select(message => message.Sequence).Distinct().Order().ShouldBe(Enumerable.Range(1, 20).Select(number => (long)number));
        flaky.Types.ShouldAllBe(type => type == "job.succeeded");

        hanging.Answer = () => Task.FromResult(200);
        hung.SetResult(200);
        await KnownUsers.UntilAsync(() => Task.FromResult(hanging.Taken.Select(message => message.Sequence).Distinct().Count() == 60));
    }

    [Fact]
    public async Task A_receiver_that_wants_no_more_is_asked_no_more_until_its_owner_says_so()
    {
        await using var service = await Service.StartAsync(settings: Settings);
        await using var receiver = await Receiver.StartAsync();
        using var client = service.ClientOf(service.Token("had-enough"));
        var webhook = await AddAsync(client, receiver);
        receiver.Answer = () => Task.FromResult(410);
        await PostAsync(client, $"/webhooks/{webhook.Text("id")}/test");
        await KnownUsers.UntilAsync(async () =>
            !(await client.GetFromJsonAsync<JsonElement>($"/webhooks/{webhook.Text("id")}")).GetProperty("is_enabled").GetBoolean());

        (await client.GetFromJsonAsync<JsonElement>($"/webhooks/{webhook.Text("id")}")).Text("disabled_reason").ShouldContain("410");
        var refused = await client.PostAsync(new Uri($"/webhooks/{webhook.Text("id")}/test", UriKind.Relative), null);
        await refused.ShouldBeProblemAsync(HttpStatusCode.Conflict, "webhook_disabled");

        receiver.Answer = () => Task.FromResult(200);
        await client.PatchAsJsonAsync($"/webhooks/{webhook.Text("id")}", new { is_enabled = true });
        await KnownUsers.UntilAsync(() => Task.FromResult(receiver.Taken.Count == 1));
    }

    [Fact]
    public async Task The_log_says_what_went_wrong_and_sends_a_message_again()
    {
        await using var service = await Service.StartAsync(settings: [.. Settings, "--Webhooks:FirstPauseSeconds=3600"]);
        await using var receiver = await Receiver.StartAsync();
        using var client = service.ClientOf(service.Token("reads-logs"));
        var webhook = await AddAsync(client, receiver);
        receiver.Answer = () => Task.FromResult(302);
        await PostAsync(client, $"/webhooks/{webhook.Text("id")}/test");
        var log = $"/webhooks/{webhook.Text("id")}/deliveries";
        await KnownUsers.UntilAsync(
            async () => await FirstAsync(client, log) is { } first && first.GetProperty("attempts").GetInt32() == 1);

        var failed = (await FirstAsync(client, log))!.Value;
        (failed.Text("state"), failed.GetProperty("last_status").GetInt32()).ShouldBe(("pending", 302));
        failed.Text("last_error").ShouldContain("redirects are not followed");
        receiver.Calls.ShouldBe(1);
        await AdministratorsSeeNoMoreThanWhereItWentAsync(service, client, receiver, failed);

        receiver.Answer = () => Task.FromResult(200);
        await PostAsync(client, $"{log}/{failed.Text("id")}/resend");
        await KnownUsers.UntilAsync(async () => (await FirstAsync(client, log))?.Text("state") == "delivered");
        receiver.Taken.ShouldHaveSingleItem().Headers["webhook-id"].ShouldBe($"msg_{Guid.Parse(failed.Text("id")):N}");
        using var other = service.ClientOf(service.Token("is-nosy"));
        await (await other.GetAsync(new Uri(log, UriKind.Relative))).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_webhook");
    }

    [NodeFact]
    public async Task A_job_or_a_batch_may_say_itself_where_messages_of_it_go()
    {
        await using var service = await Service.StartAsync(settings: Settings);
        await using var receiver = await Receiver.StartAsync();
        await using var other = await Receiver.StartAsync();
        var job = await service.Client.SubmitAsync(RequestWith(receiver.Address));
        await service.Client.SubmitAsync();
        await KnownUsers.UntilAsync(() => Task.FromResult(receiver.Taken.Count == 3));
        receiver.Types.ShouldBe(["job.queued", "job.running", "job.succeeded"]);
        receiver.Taken.ShouldAllBe(message => message.Json.GetProperty("data").Text("id") == job.Text("id"));

        var webhook = (await service.GetAsync("/webhooks")).GetProperty("webhooks").EnumerateArray().ShouldHaveSingleItem();
        webhook.GetProperty("url").ValueKind.ShouldBe(JsonValueKind.Null);
        var secret = (await PostAsync(service.Client, $"/webhooks/{webhook.Text("id")}/secret")).Text("secret");
        using var batch = await service.Client.PostAsJsonAsync(
            "/image/batches", new { workflow_name = "txt2img", parameters = Jobs.Parameters, count = 2, webhook_url = other.Address });
        batch.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await KnownUsers.UntilAsync(() => Task.FromResult(other.Types.Contains("batch.completed")));
        await KnownUsers.UntilAsync(() => Task.FromResult(other.Types.Count(type => type == "job.succeeded") == 2));
        receiver.Taken.Count.ShouldBe(3, "each is told of its own");
        await VerifyAsync(other, secret);

        // An address that wants no more is asked no more; the others go on.
        receiver.Answer = () => Task.FromResult(410);
        await service.Client.SubmitAsync(RequestWith(receiver.Address));
        await service.Client.SubmitAsync(RequestWith(other.Address));
        await KnownUsers.UntilAsync(() => Task.FromResult(other.Types.Count(type => type == "job.succeeded") == 3));
        await KnownUsers.UntilAsync(() => Task.FromResult(receiver.Calls == 6));
        (await service.GetAsync($"/webhooks/{webhook.Text("id")}")).GetProperty("is_enabled").GetBoolean().ShouldBeTrue();

        foreach (var path in new[] { "", "/test" })
        {
            using var request = new HttpRequestMessage(
                path.Length == 0 ? HttpMethod.Patch : HttpMethod.Post, $"/webhooks/{webhook.Text("id")}{path}")
            {
                Content = path.Length == 0 ? JsonContent.Create(new { url = other.Address }) : null,
            };
            await (await service.Client.SendAsync(request)).ShouldBeProblemAsync(HttpStatusCode.Conflict, "webhook_of_jobs");
        }
    }

    [Fact]
    public async Task A_job_whose_messages_may_not_go_there_is_refused()
    {
        await using var service = await Service.StartAsync();
        using var answer = await service.Client.GenerateAsync(RequestWith(new("https://169.254.169.254/")));
        var problem = await answer.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "address_not_allowed");
        problem.GetProperty("errors")[0].Text("pointer").ShouldBe("/webhook_url");
        (await service.GetAsync("/image/jobs")).GetProperty("jobs").GetArrayLength().ShouldBe(0);
        (await service.GetAsync("/webhooks")).GetProperty("webhooks").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("http://example.com/hook", "https")]
    [InlineData("https://127.0.0.1/hook", "public internet")]
    [InlineData("https://[::1]/hook", "public internet")]
    [InlineData("https://169.254.169.254/latest/meta-data/", "public internet")]
    [InlineData("https://localhost/hook", "public internet")]
    [InlineData("https://user:password@example.com/hook", "without a user")]
    [InlineData("ftp://example.com/hook", "https address")]
    [InlineData("nonsense", "https address")]
    public async Task Messages_go_to_the_public_internet_only(string url, string reason)
    {
        await using var service = await Service.StartAsync();
        using var answer = await service.Client.PostAsJsonAsync("/webhooks", new { url });
        var problem = await answer.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "address_not_allowed");
        problem.Text("detail").ShouldContain(reason);
        (await service.GetAsync("/webhooks")).GetProperty("webhooks").GetArrayLength().ShouldBe(0);
    }

    /// <summary>
    /// With ARTENGINE_TEST_WEBHOOK_KILLS=20 it is a thousand messages and twenty kills. Each of the receivers gets every message; those
    /// of one that is well come soon, whatever the others do.
    /// </summary>
    [NodeFact]
    public async Task A_host_that_is_killed_again_and_again_loses_no_message()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("ARTENGINE_TEST_WEBHOOK_KILLS") ?? "2", CultureInfo.InvariantCulture);
        using var data = new TempFolder();
        await using var simulator = await ServerProcess.StartSimulatorAsync("--step-time", "1", "--load-time", "0", "--no-previews");
        await using var crowd = await Crowd.StartAsync();
        Uri? address = null;
        var (ids, secrets) = (new List<string>(), new Dictionary<Receiver, string>());
        for (var life = 0; life <= kills; life++)
        {
            await using var host = await ServerProcess.StartHostAsync(data, simulator.Address, address, Settings);
            using var client = ClientOf(address = host.Address, data);
            foreach (var receiver in crowd.All.Where(receiver => !secrets.ContainsKey(receiver)))
            {
                secrets[receiver] = (await AddAsync(client, receiver, "job.queued", "job.succeeded")).Text("secret");
            }

            for (var number = 0; number < JobsOfALife; number++)
            {
                ids.Add((await client.SubmitAsync()).Text("id"));
            }

            if (life < kills)
            {
                await host.KillAsync();
                await crowd.RestartOneAsync();
                continue;
            }

            await UntilAllAreToldAsync(crowd, 2 * ids.Count);
        }

        crowd.Hanging.Taken.ShouldBeEmpty();
        foreach (var receiver in crowd.Answering)
        {
            EnsureComplete(receiver, ids);
        }

        await VerifyAsync(crowd.Answering.Select(receiver => (receiver, secrets[receiver])));

        // Of the last life, in which nobody was killed any more.
        var late = crowd.Well.Taken.Where(message => ids.TakeLast(JobsOfALife).Contains(message.Json.GetProperty("data").Text("id")))
            .Max(message => message.TakenAt - message.Json.GetProperty("timestamp").GetDateTimeOffset());
        late.ShouldBeLessThan(TimeSpan.FromSeconds(10), "one that hangs takes fifteen");
    }

    private static async Task UntilAllAreToldAsync(Crowd crowd, int messages)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (crowd.Answering.Any(receiver => receiver.Taken.Select(message => message.Sequence).Distinct().Count() < messages))
        {
            await Task.Delay(100, patience.Token);
        }
    }

    /// <summary>Numbered without gaps, each job twice, and what is told of a job in its order by the numbers.</summary>
    private static void EnsureComplete(Receiver receiver, List<string> ids)
    {
        var inOrder = receiver.Taken.DistinctBy(message => message.Sequence).OrderBy(message => message.Sequence).ToList();
        inOrder.Select(message => message.Sequence).ShouldBe(Enumerable.Range(1, 2 * ids.Count).Select(number => (long)number));
        foreach (var job in inOrder.GroupBy(message => message.Json.GetProperty("data").Text("id")))
        {
            job.Select(message => message.Type).ShouldBe(["job.queued", "job.succeeded"]);
        }

        inOrder.Select(message => message.Json.GetProperty("data").Text("id")).Distinct().ShouldBe(ids, ignoreOrder: true);
    }

    private static object RequestWith(Uri webhookUrl) =>
        new { workflow_name = "txt2img", parameters = Jobs.Parameters, webhook_url = webhookUrl };

    internal static HttpClient ClientOf(Uri address, TempFolder data) => new()
    {
        BaseAddress = address,
        DefaultRequestHeaders = { Authorization = new("Bearer", File.ReadAllText(Path.Combine(data.Path, "dev-token"))) },
    };

    private static async Task AdministratorsSeeNoMoreThanWhereItWentAsync(
        Service service, HttpClient owner, Receiver receiver, JsonElement message)
    {
        const string All = "/webhooks/deliveries";
        var page = await service.GetAsync($"{All}?state=pending&limit=1");
        var seen = page.GetProperty("deliveries").EnumerateArray().ShouldHaveSingleItem();
        (seen.Text("id"), seen.Text("host")).ShouldBe((message.Text("id"), receiver.Address.Authority));
        seen.TryGetProperty("body", out _).ShouldBeFalse();
        (await service.GetAsync($"{All}?state=delivered")).GetProperty("deliveries").GetArrayLength().ShouldBe(0);

        using var refused = await owner.GetAsync(new Uri(All, UriKind.Relative));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var unclear = await service.Client.GetAsync(new Uri($"{All}?state=lost", UriKind.Relative));
        await unclear.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid_request");
    }

    private static async Task<JsonElement> AddAsync(HttpClient client, Receiver receiver, params string[] events)
    {
        using var answer = await client.PostAsJsonAsync("/webhooks", new { url = receiver.Address, events });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await answer.JsonAsync();
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path)
    {
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), null);
        ((int)answer.StatusCode).ShouldBeInRange(200, 299);
        return answer.StatusCode == HttpStatusCode.OK ? await answer.JsonAsync() : default;
    }

    private static async Task<JsonElement?> FirstAsync(HttpClient client, string log)
    {
        var page = (await client.GetFromJsonAsync<JsonElement>(log)).GetProperty("deliveries");
        return page.GetArrayLength() > 0 ? page[0] : null;
    }

    private static Task VerifyAsync(Receiver receiver, string secret) => VerifyAsync([(receiver, secret)]);

    private static async Task VerifyAsync(IEnumerable<(Receiver Receiver, string Secret)> all)
    {
        var tools = new NodeTools("Webhooks", "Verifier");
        try
        {
            await tools.InitializeAsync();
            foreach (var (receiver, secret) in all)
            {
                await File.WriteAllTextAsync(Path.Combine(tools.Folder, "messages"), receiver.ToLines());
                var (exitCode, output) = await tools.RunAsync("node", ["verify.js", "messages", secret]);
                (exitCode, output.Trim()).ShouldBe((0, $"{receiver.Taken.Count} verified"));
            }
        }
        finally
        {
            await tools.DisposeAsync();
        }
    }
}
