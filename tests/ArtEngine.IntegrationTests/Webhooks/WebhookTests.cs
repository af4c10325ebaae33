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
    private static readonly string[] _settings = ["--Webhooks:AllowPrivateAddresses=true", "--Webhooks:FirstPauseSeconds=0.2"];

    [NodeFact]
    public async Task A_receiver_is_told_what_becomes_of_a_job_signed_as_the_public_library_expects()
    {
        await using var service = await Service.StartAsync(settings: _settings);
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
        await using var service = await Service.StartAsync(settings: [.. _settings, "--Webhooks:TimeoutSeconds=5"]);
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
        await using var service = await Service.StartAsync(settings: _settings);
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
        await using var service = await Service.StartAsync(settings: [.. _settings, "--Webhooks:FirstPauseSeconds=3600"]);
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

        receiver.Answer = () => Task.FromResult(200);
        await PostAsync(client, $"{log}/{failed.Text("id")}/resend");
        await KnownUsers.UntilAsync(async () => (await FirstAsync(client, log))?.Text("state") == "delivered");
        receiver.Taken.ShouldHaveSingleItem().Headers["webhook-id"].ShouldBe($"msg_{Guid.Parse(failed.Text("id")):N}");
        using var other = service.ClientOf(service.Token("is-nosy"));
        await (await other.GetAsync(new Uri(log, UriKind.Relative))).ShouldBeProblemAsync(HttpStatusCode.NotFound, "unknown_webhook");
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

    [Theory]
    [InlineData(2, 40)]
    public async Task A_host_that_is_killed_again_and_again_loses_no_message(int kills, int jobs)
    {
        using var data = new TempFolder();
        await using var simulator = await ServerProcess.StartSimulatorAsync("--step-time", "1", "--load-time", "0", "--no-previews");
        await using var flaky = await Receiver.StartAsync();
        await using var hanging = await Receiver.StartAsync();
        var random = new Random(17);
        flaky.Answer = () => Task.FromResult(random.Next(4) > 0 ? 204 : 503);
        hanging.Answer = () => new TaskCompletionSource<int>().Task;
        Uri? address = null;
        var ids = new List<string>();
        for (var life = 0; life <= kills; life++)
        {
            await using var host = await ServerProcess.StartHostAsync(data, simulator.Address, address, _settings);
            using var client = ClientOf(address = host.Address, data);
            if (life == 0)
            {
                await AddAsync(client, hanging);
                await AddAsync(client, flaky, "job.queued", "job.succeeded");
            }

            for (var number = 0; number < jobs / (kills + 1) + 1; number++)
            {
                ids.Add((await client.SubmitAsync()).Text("id"));
            }

            if (life < kills)
            {
                await host.KillAsync();
                continue;
            }

            await KnownUsers.UntilAsync(() => Task.FromResult(
                flaky.Taken.Select(message => message.Sequence).Distinct().Count() == 2 * ids.Count));
        }

        flaky.Taken.Select(message => message.Sequence).Max().ShouldBe(2 * ids.Count, "numbered without gaps");
        foreach (var type in new[] { "job.queued", "job.succeeded" })
        {
            flaky.Taken.Where(message => message.Type == type).Select(message => message.Json.GetProperty("data").Text("id"))
                .Distinct().ShouldBe(ids, ignoreOrder: true);
        }
    }

    internal static HttpClient ClientOf(Uri address, TempFolder data) => new()
    {
        BaseAddress = address,
        DefaultRequestHeaders = { Authorization = new("Bearer", File.ReadAllText(Path.Combine(data.Path, "dev-token"))) },
    };

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

    private static async Task VerifyAsync(Receiver receiver, string secret)
    {
        var tools = new NodeTools("Webhooks", "Verifier");
        try
        {
            await tools.InitializeAsync();
            await File.WriteAllTextAsync(Path.Combine(tools.Folder, "messages"), receiver.ToLines());
            var (exitCode, output) = await tools.RunAsync("node", ["verify.js", "messages", secret]);
            (exitCode, output.Trim()).ShouldBe((0, $"{receiver.Taken.Count} verified"));
        }
        finally
        {
            await tools.DisposeAsync();
        }
    }
}
