using System.Net;
using System.Net.Http.Json;
using ArtEngine.IntegrationTests.Fief;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>Whoever tries tokens and keys leaves a trace and is slowed down, and nobody else.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class RefusedCredentialTests : IAsyncLifetime, IDisposable
{
    private const string Wrong = "ae_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private readonly StandingClock _clock = new();
    private readonly CapturedLogs _logs = new();
    private Service _service = null!;

    public async Task InitializeAsync() => _service = await Service.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_clock);
            builder.Logging.AddProvider(_logs);
        },
        settings: ["--Identity:MaxRefusedPerMinute=50", "--Proxy:Trusted:0=127.0.0.1", FiefSender.Setting]);

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task Wrong_keys_are_counted_told_once_a_minute_and_limited_for_their_address()
    {
        using var made = await _service.Client.PostAsJsonAsync("/auth/api-keys", new { name = "x" });
        var key = (await made.JsonAsync()).Text("key");
        (await _service.StatusAsync("/image/jobs", key)).ShouldBe(HttpStatusCode.OK);

        var statuses = await TryAsync(600, number => $"{Wrong[..^3]}{number:000}");

        var lookedAt = statuses.Count(status => status == HttpStatusCode.Unauthorized);
        lookedAt.ShouldBeInRange(50, 60);
        statuses.Count(status => status == HttpStatusCode.TooManyRequests).ShouldBe(600 - lookedAt);
        using (var refused = await _service.SendAsync("/image/jobs", _service.Token("never seen")))
        {
            await refused.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests, "too_many_refused");
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }

        // Who was let in a moment ago goes on, and so does who needs no token.
        (await _service.StatusAsync("/image/jobs", key)).ShouldBe(HttpStatusCode.OK);
        (await _service.StatusAsync("/queue", token: null)).ShouldBe(HttpStatusCode.OK);

        _clock.Now += TimeSpan.FromMinutes(1);
        (await _service.StatusAsync("/image/jobs", _service.Token("never seen"))).ShouldBe(HttpStatusCode.OK);
        await KnownUsers.UntilAsync(() => Task.FromResult(Told().Length > 0));
        Told().ShouldHaveSingleItem().ShouldContain("API keys were refused in the last minute");
        _logs.Text.ShouldNotContain(Wrong[..20]);
        _logs.Text.ShouldNotContain("127.0.0.1 ");
    }

    [Fact]
    public async Task Tokens_are_told_apart_from_keys()
    {
        await TryAsync(5, number => $"nonsense{number}");
        await TryAsync(3, _ => Wrong);
        _clock.Now += TimeSpan.FromMinutes(1);

        await KnownUsers.UntilAsync(() => Task.FromResult(Told().Length == 2));

        Told().ShouldContain(line => line.Contains("5 tokens were refused", StringComparison.Ordinal));
        Told().ShouldContain(line => line.Contains("3 API keys were refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_that_was_good_once_is_answered_401_however_often_it_comes()
    {
        var token = _service.Token();
        _clock.Now += TimeSpan.FromDays(31);

        (await TryAsync(100, _ => token)).ShouldAllBe(status => status == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Behind_a_proxy_each_caller_has_an_address_of_their_own()
    {
        await TryAsync(100, _ => Wrong, ("X-Forwarded-For", "203.0.113.7"));
        (await _service.StatusAsync("/image/jobs", Wrong, headers: ("X-Forwarded-For", "203.0.113.7")))
            .ShouldBe(HttpStatusCode.TooManyRequests);

        (await _service.StatusAsync("/image/jobs", _service.Token("ada"), headers: ("X-Forwarded-For", "203.0.113.8")))
            .ShouldBe(HttpStatusCode.OK);
        // One who says to be somebody else is believed as far as the proxies are: the last address is the proxy's word.
        (await _service.StatusAsync("/image/jobs", Wrong, headers: ("X-Forwarded-For", "203.0.113.9, 203.0.113.7")))
            .ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Webhooks_that_are_not_genuine_are_counted_and_limited_and_genuine_ones_are_taken()
    {
        await using var fief = new FiefSender(_service.Address, _clock);
        var statuses = new List<HttpStatusCode>();
        for (var number = 0; number < 80; number++)
        {
            using var forged = new HttpRequestMessage(HttpMethod.Post, "/webhook/user") { Content = new StringContent("{}") };
            forged.Headers.Add("X-Fief-Webhook-Signature", new string('0', 64));
            forged.Headers.Add("X-Fief-Webhook-Timestamp", $"{_clock.Now.ToUnixTimeSeconds()}");
            using var answer = await _service.Client.SendAsync(forged);
            statuses.Add(answer.StatusCode);
        }

        statuses[0].ShouldBe(HttpStatusCode.Unauthorized);
        statuses[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        await fief.TellAsync("user.deleted", FiefSender.User(Guid.NewGuid().ToString(), "ada@example.com", _clock.Now));
        _clock.Now += TimeSpan.FromMinutes(1);
        await KnownUsers.UntilAsync(() => Task.FromResult(Told().Length > 0));
        Told().ShouldHaveSingleItem().ShouldContain("80 webhooks were refused");
    }

    private string[] Told() =>
        [.. _logs.Text.Split('\n').Where(line => line.Contains("were refused in the last minute", StringComparison.Ordinal))];

    private async Task<IReadOnlyList<HttpStatusCode>> TryAsync(
        int count, Func<int, string> credential, params (string Name, string Value)[] headers)
    {
        var statuses = new List<HttpStatusCode>();
        foreach (var some in Enumerable.Range(0, count).Chunk(8))
        {
            statuses.AddRange(await Task.WhenAll(
                some.Select(number => _service.StatusAsync("/image/jobs", credential(number), headers: headers))));
        }

        return statuses;
    }
}
