using System.Net;
using ArtEngine.IntegrationTests.S3;
using ArtEngine.Users.Infrastructure.Identity;

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

        (await service.StatusAsync("/image/jobs", _key.Token(_clock.Now))).ShouldBe(HttpStatusCode.Unauthorized);
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
}
