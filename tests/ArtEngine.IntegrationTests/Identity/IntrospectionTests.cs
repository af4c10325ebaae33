using System.Diagnostics;
using System.Net;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;
using ArtEngine.Users.Infrastructure.Identity;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>Tokens that only their issuer can read (RFC 7662).</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class IntrospectionTests : IAsyncLifetime
{
    private const string Token = "ory_at_3qT0xvBnYt1mUQ3hQX5uXcJ1m8kq2ZyqJpQ7l3V0c9E.x";

    private readonly StandingClock _clock = new();
    private readonly TestKey _key = new("first");
    private StubIssuer _issuer = null!;
    private Service _service = null!;
    private Dictionary<string, object?> _said = [];

    public async Task InitializeAsync()
    {
        _issuer = (await StubIssuer.StartAsync()).Serve(() => [_key], userInfo: false);
        _said = new()
        {
            ["active"] = true,
            ["sub"] = "ada",
            ["aud"] = new[] { StubIssuer.Client },
            ["scope"] = "openid",
            ["permissions"] = "images:read",
            ["iat"] = _clock.Now.ToUnixTimeSeconds(),
            ["exp"] = _clock.Now.AddHours(1).ToUnixTimeSeconds(),
            ["iss"] = StubIssuer.Issuer,
        };
        _issuer.Introspect = (token, credential) => (200, JsonSerializer.Serialize(
            token == Token && credential == "Basic YXJ0JTIwZW5naW5lOnMlM0FjcmV0" ? _said : new() { ["active"] = false }));
        _service = await Calls.StartAsync(
            _clock, _issuer.AsOidc(
                "--Oidc:IntrospectionClientId=art engine", "--Oidc:IntrospectionClientSecret=s:cret", "--Identity:IssuerTimeoutSeconds=8"));
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task An_opaque_token_is_good_while_its_issuer_says_so_and_asked_about_once_a_minute()
    {
        using (var answer = await _service.SendAsync("/auth/user", Token))
        {
            var user = await answer.JsonAsync();
            (user.Text("subject"), user.Text("issuer")).ShouldBe(("ada", StubIssuer.Issuer));
            user.GetProperty("permissions").EnumerateArray().Select(item => item.GetString()).ShouldBe(["images:read"]);
        }

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _service.StatusAsync("/image/jobs", Token)));
        _issuer.LooksAt("introspect").ShouldBe(1);
        _said["active"] = false;
        _clock.Now += TokenIntrospection.Remembered - TimeSpan.FromSeconds(1);
        (await _service.StatusAsync("/image/jobs", Token)).ShouldBe(HttpStatusCode.OK);
        _clock.Now += TimeSpan.FromSeconds(1);
        (await _service.StatusAsync("/image/jobs", Token)).ShouldBe(HttpStatusCode.Unauthorized);
        _issuer.LooksAt("introspect").ShouldBe(2);
        TokenIntrospection.Remembered.ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_token_is_not_good_for_longer_than_it_says_however_it_is_remembered()
    {
        _said["exp"] = _clock.Now.AddSeconds(10).ToUnixTimeSeconds();
        (await _service.StatusAsync("/image/jobs", Token)).ShouldBe(HttpStatusCode.OK);
        _clock.Now += TimeSpan.FromSeconds(11);
        (await _service.StatusAsync("/image/jobs", Token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("aud", "\"another\"")]
    [InlineData("aud", "null")]
    [InlineData("iss", "\"https://evil.example\"")]
    [InlineData("sub", "null")]
    [InlineData("scope", "null")]
    [InlineData("token_use", "\"refresh_token\"")]
    [InlineData("typ", "\"Refresh\"")]
    [InlineData("exp", "1")]
    [InlineData("active", "false")]
    public async Task What_is_no_access_token_for_us_is_refused(string claim, string value)
    {
        _said[claim] = JsonElement.Parse(value);
        (await _service.StatusAsync("/image/jobs", Token)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(401, "")]
    [InlineData(200, "{}")]
    [InlineData(200, "[]")]
    [InlineData(200, "<html>")]
    [InlineData(200, """{"active":"yes"}""")]
    public async Task An_issuer_that_cannot_say_is_a_503_and_left_in_peace_for_a_moment(int status, string body)
    {
        _issuer.Introspect = (_, _) => (status, body);
        using (var answer = await _service.SendAsync("/image/jobs", Token))
        {
            await answer.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, "identity_unavailable");
        }

        await _service.StatusAsync("/image/jobs", Token);
        _issuer.LooksAt("introspect").ShouldBe(1);
        _issuer.Introspect = (_, _) => (200, JsonSerializer.Serialize(_said));
        _clock.Now += TokenIntrospection.FailureRemembered;
        (await _service.StatusAsync("/image/jobs", Token)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_issuer_that_hangs_holds_up_nobody_for_long_and_jwts_not_at_all()
    {
        var jwt = _key.Token(_clock.Now);
        (await _service.StatusAsync("/image/jobs", jwt)).ShouldBe(HttpStatusCode.OK);
        _issuer.IsHanging = true;
        var took = Stopwatch.StartNew();

        (await _service.StatusAsync("/image/jobs", Token)).ShouldBe(HttpStatusCode.ServiceUnavailable);

        took.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8 + 5));
        (await _service.StatusAsync("/image/jobs", jwt)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Nobody_is_asked_while_no_client_is_set()
    {
        await using var service = await Calls.StartAsync(_clock, _issuer.AsOidc());
        (await service.StatusAsync("/image/jobs", Token)).ShouldBe(HttpStatusCode.Unauthorized);
        _issuer.LooksAt("introspect").ShouldBe(0);
    }
}
