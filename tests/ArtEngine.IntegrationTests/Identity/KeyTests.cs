using System.Diagnostics;
using System.Net;
using System.Text.Json;
using ArtEngine.IntegrationTests.Fief;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;
using ArtEngine.Users.Infrastructure.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>Keys of issuers that come, go and cannot be had.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class KeyTests : IAsyncLifetime
{
    private readonly StandingClock _clock = new();
    private readonly TestKey _key = new("first");
    private List<TestKey> _served = [];
    private StubIssuer _issuer = null!;

    public async Task InitializeAsync()
    {
        _served = [_key];
        _issuer = (await StubIssuer.StartAsync()).Serve(() => _served);
    }

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Fact]
    public async Task A_new_key_is_fetched_when_a_token_names_it_but_not_for_every_forged_one()
    {
        await using var service = await Calls.StartAsync(_clock, _issuer.AsFief());
        (await service.StatusAsync("/image/jobs", _key.Token(_clock.Now))).ShouldBe(HttpStatusCode.OK);
        var next = new TestKey("second");
        _served = [next];

        // Asked for a moment ago: the issuer is left in peace.
        (await service.StatusAsync("/image/jobs", next.Token(_clock.Now))).ShouldBe(HttpStatusCode.Unauthorized);
        _issuer.LooksAt("jwks.json").ShouldBe(1);

        _clock.Now += DiscoveredIssuer.ShortestPause;
        (await service.StatusAsync("/image/jobs", next.Token(_clock.Now))).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/image/jobs", _key.Token(_clock.Now))).ShouldBe(HttpStatusCode.Unauthorized);
        for (var forged = 0; forged < 20; forged++)
        {
            (await service.StatusAsync("/image/jobs", new TestKey($"forged {forged}").Token(_clock.Now)))
                .ShouldBe(HttpStatusCode.Unauthorized);
        }

        _issuer.LooksAt("jwks.json").ShouldBe(2);
    }

    [Fact]
    public async Task A_withdrawn_key_is_forgotten_within_the_hour()
    {
        await using var service = await Calls.StartAsync(_clock, _issuer.AsFief());
        (await service.StatusAsync("/image/jobs", _key.Token(_clock.Now))).ShouldBe(HttpStatusCode.OK);
        _served = [new TestKey("second")];
        _clock.Now += DiscoveredIssuer.LongestPause;

        // Known keys answer while they are read again.
        await KnownUsers.UntilAsync(
            async () => await service.StatusAsync("/image/jobs", _key.Token(_clock.Now)) == HttpStatusCode.Unauthorized);
        DiscoveredIssuer.LongestPause.ShouldBeLessThan(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task An_issuer_that_hangs_holds_up_nobody_whose_key_is_known()
    {
        await using var service = await Calls.StartAsync(_clock, _issuer.AsFief("--Identity:IssuerTimeoutSeconds=10"));
        (await service.StatusAsync("/image/jobs", _key.Token(_clock.Now))).ShouldBe(HttpStatusCode.OK);
        _issuer.IsHanging = true;
        _clock.Now += TimeSpan.FromHours(5);

        var took = Stopwatch.StartNew();
        var statuses = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => service.StatusAsync("/image/jobs", _key.Token(_clock.Now))));
        statuses.ShouldAllBe(status => status == HttpStatusCode.OK);
        took.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));

        await KnownUsers.UntilAsync(async () => (await IdentityOfAsync(service)).Text("status") == "degraded");
        (await IdentityOfAsync(service)).Text("description").ShouldContain(StubIssuer.Issuer);
    }

    [Fact]
    public async Task Nobody_waits_for_an_issuer_that_hangs_longer_than_the_limit()
    {
        _issuer.IsHanging = true;
        await using var service = await Calls.StartAsync(_clock, _issuer.AsFief("--Identity:IssuerTimeoutSeconds=2"));

        var took = Stopwatch.StartNew();
        var statuses = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => service.StatusAsync("/image/jobs", _key.Token(_clock.Now))));

        statuses.ShouldAllBe(status => status == HttpStatusCode.ServiceUnavailable);
        took.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2 + 5));
    }

    [Fact]
    public async Task Keys_are_read_at_the_start_and_readiness_tells_how_it_stands_with_the_issuer()
    {
        _issuer.IsAway = true;
        await using var service = await Calls.StartAsync(_clock, _issuer.AsFief());
        using (var ready = await service.SendAsync("/health/ready", token: null))
        {
            ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await ready.JsonAsync()).GetProperty("checks").GetProperty("identity").Text("status").ShouldBe("unhealthy");
        }

        _issuer.IsAway = false;
        _clock.Now += DiscoveredIssuer.ShortestPauseWithoutKeys;

        // Nobody came with a token.
        await KnownUsers.UntilAsync(async () => (await IdentityOfAsync(service)).Text("status") == "healthy");
        _issuer.LooksAt("jwks.json").ShouldBe(1);
    }

    [Fact]
    public async Task Keys_are_kept_over_a_restart_for_a_week()
    {
        using var folder = new TempFolder();
        await using (var service = await StartAsync(folder))
        {
            (await service.StatusAsync("/image/jobs", _key.Token(_clock.Now))).ShouldBe(HttpStatusCode.OK);
        }

        _issuer.IsAway = true;
        await using (var service = await StartAsync(folder))
        {
            (await service.StatusAsync("/image/jobs", _key.Token(_clock.Now))).ShouldBe(HttpStatusCode.OK);
            (await service.StatusAsync("/image/jobs", new TestKey("first").Token(_clock.Now))).ShouldBe(HttpStatusCode.Unauthorized);
        }

        _clock.Now += KeptDocuments.GoodFor;
        await using (var service = await StartAsync(folder))
        {
            (await service.StatusAsync("/image/jobs", _key.Token(_clock.Now))).ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
    }

    [Fact]
    public async Task An_issuer_that_is_away_from_the_start_is_a_503_until_it_is_back()
    {
        _issuer.IsAway = true;
        await using var service = await Calls.StartAsync(_clock, _issuer.AsFief());

        using (var answer = await service.SendAsync("/image/jobs", _key.Token(_clock.Now)))
        {
            await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "identity_unavailable");
            answer.Headers.RetryAfter.ShouldNotBeNull();
        }

        // What needs no issuer goes on: no token, another issuer's token, open routes.
        (await service.StatusAsync("/image/jobs", token: null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await service.StatusAsync("/image/jobs", _key.Token(_clock.Now, claims => claims["iss"] = "https://evil.example")))
            .ShouldBe(HttpStatusCode.Unauthorized);
        (await service.StatusAsync("/health/live", _key.Token(_clock.Now))).ShouldBe(HttpStatusCode.OK);

        _issuer.IsAway = false;
        _clock.Now += DiscoveredIssuer.ShortestPauseWithoutKeys;
        (await service.StatusAsync("/image/jobs", _key.Token(_clock.Now))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_issuer_that_goes_away_later_is_not_missed_but_for_new_keys()
    {
        await using var service = await Calls.StartAsync(_clock, _issuer.AsFief());
        (await service.StatusAsync("/image/jobs", _key.Token(_clock.Now))).ShouldBe(HttpStatusCode.OK);
        _issuer.IsAway = true;
        _clock.Now += TimeSpan.FromHours(5);

        (await service.StatusAsync("/image/jobs", _key.Token(_clock.Now))).ShouldBe(HttpStatusCode.OK);
        using var answer = await service.SendAsync("/image/jobs", new TestKey("second").Token(_clock.Now));
        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "identity_unavailable");
    }

    [Theory]
    [InlineData("""{"issuer":"https://localhost:18000/","jwks_uri":"JWKS"}""")]
    [InlineData("""{"issuer":"https://evil.example","jwks_uri":"JWKS"}""")]
    [InlineData("""{"jwks_uri":"JWKS"}""")]
    [InlineData("""{"issuer":"https://localhost:18000"}""")]
    [InlineData("""{"issuer":"https://localhost:18000","jwks_uri":"not an address"}""")]
    [InlineData("[]")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task A_discovery_document_of_somebody_else_or_of_nonsense_is_refused(string document)
    {
        _issuer.Pages["/.well-known/openid-configuration"] = () =>
            document.Replace("JWKS", new Uri(_issuer.Address, "/.well-known/jwks.json").ToString());
        await using var service = await Calls.StartAsync(_clock, _issuer.AsFief());

        using var answer = await service.SendAsync("/image/jobs", _key.Token(_clock.Now));

        await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "identity_unavailable");
    }

    [Fact]
    public async Task A_token_is_checked_with_the_keys_of_its_own_tenant_only()
    {
        var theirs = new TestKey("theirs");
        var alike = new TestKey("first");
        _issuer.Serve(() => [theirs, alike], slug: "studio");
        await using var service = await Calls.StartAsync(_clock, _issuer.AsFief("--Fief:Tenants:0=studio"));
        string Of(TestKey key, string issuer) => key.Token(_clock.Now, claims => claims["iss"] = issuer);

        (await service.StatusAsync("/image/jobs", Of(_key, StubIssuer.Issuer))).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/image/jobs", Of(theirs, $"{StubIssuer.Issuer}/studio"))).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/image/jobs", Of(alike, $"{StubIssuer.Issuer}/studio"))).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/image/jobs", Of(_key, $"{StubIssuer.Issuer}/studio"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await service.StatusAsync("/image/jobs", Of(theirs, StubIssuer.Issuer))).ShouldBe(HttpStatusCode.Unauthorized);
        (await service.StatusAsync("/image/jobs", Of(alike, StubIssuer.Issuer))).ShouldBe(HttpStatusCode.Unauthorized);
        (await service.StatusAsync("/image/jobs", Of(_key, $"{StubIssuer.Issuer}/other"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await service.StatusAsync("/image/jobs", Of(_key, $"{StubIssuer.Issuer}/default"))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private Task<Service> StartAsync(TempFolder folder) => Service.StartAsync(
        builder => builder.Services.AddSingleton<TimeProvider>(_clock),
        folder: folder,
        settings: _issuer.AsFief("--Identity:IssuerTimeoutSeconds=60"));

    private static async Task<JsonElement> IdentityOfAsync(Service service)
    {
        using var ready = await service.SendAsync("/health/ready", token: null);
        return (await ready.JsonAsync()).GetProperty("checks").GetProperty("identity");
    }
}
