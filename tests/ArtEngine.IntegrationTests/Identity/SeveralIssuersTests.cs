using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>Fief and others side by side, and people who go from one to another.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class SeveralIssuersTests : IAsyncLifetime
{
    private const string First = "https://sso.example.com/realms/studio";
    private const string Second = "https://other.example.com/";

    private readonly StandingClock _clock = new();
    private readonly TestKey _fiefs = new("same");
    private readonly TestKey _firsts = new("same", "ES256");
    private readonly TestKey _seconds = new("same", "PS384");
    private readonly List<StubIssuer> _stubs = [];
    private Service _service = null!;

    public async Task InitializeAsync()
    {
        var fief = (await StubIssuer.StartAsync()).Serve(() => [_fiefs], userInfo: false);
        var first = (await StubIssuer.StartAsync()).Serve(() => [_firsts], issuer: First, userInfo: false);
        var second = (await StubIssuer.StartAsync()).Serve(() => [_seconds], issuer: Second, userInfo: false);
        _stubs.AddRange([fief, first, second]);
        _service = await Calls.StartAsync(_clock, fief.AsFief(
            $"--Oidc:Issuer={First}", $"--Oidc:MetadataAddress={first.Address}.well-known/openid-configuration", "--Oidc:ClientIds:0=one",
            "--Oidc:PermissionsClaim=realm_access.roles",
            $"--Oidc:Others:0:Issuer={Second}", $"--Oidc:Others:0:MetadataAddress={second.Address}.well-known/openid-configuration",
            "--Oidc:Others:0:ClientIds:0=two", "--Oidc:Others:0:AudienceClaim=azp", "--Oidc:Others:0:SubjectClaim=uid"));
    }

    public async Task DisposeAsync()
    {
        await _service.DisposeAsync();
        foreach (var stub in _stubs)
        {
            await stub.DisposeAsync();
        }
    }

    [Fact]
    public async Task Each_issuer_has_its_own_settings_and_keys()
    {
        (await SubjectAsync(_fiefs.Token(_clock.Now))).ShouldBe("eeba77ab-ebfe-45fd-ba86-cbcbb9002eb5");
        (await SubjectAsync(Token(_firsts, First, "one", roles: ["admin"]))).ShouldBe("ada");
        (await SubjectAsync(Token(_seconds, Second, "two"))).ShouldBe("u-1");
        (await _service.StatusAsync("/metrics/summary", Token(_firsts, First, "one", roles: ["admin"]))).ShouldBe(HttpStatusCode.OK);

        foreach (var token in new[]
        {
            Token(_firsts, Second, "two"), Token(_seconds, First, "one"), Token(_fiefs, First, "one"), Token(_firsts, First, "two"),
            Token(_seconds, Second, "one"), Token(_firsts, StubIssuer.Issuer, StubIssuer.Client),
            Token(_firsts, "https://third.example.com", "one"),
        })
        {
            (await _service.StatusAsync("/auth/user", token)).ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task One_issuer_that_is_away_takes_nobody_elses_users_along()
    {
        _stubs[1].IsHanging = true;
        await using var service = await Calls.StartAsync(_clock, _stubs[0].AsFief(
            $"--Oidc:Issuer={First}", "--Oidc:ClientIds:0=one",
            $"--Oidc:MetadataAddress={_stubs[1].Address}.well-known/openid-configuration", "--Identity:IssuerTimeoutSeconds=8"));

        (await service.StatusAsync("/image/jobs", _fiefs.Token(_clock.Now))).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/image/jobs", Token(_firsts, First, "one"))).ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var ready = await service.SendAsync("/health/ready", token: null);
        (await ready.JsonAsync()).GetProperty("checks").GetProperty("identity").Text("status").ShouldBe("degraded");
    }

    [Fact]
    public async Task Somebody_moves_to_another_issuer_with_jobs_and_keys()
    {
        var old = _fiefs.Token(_clock.Now);
        var (id, job, key) = await LiveAsync(old);

        (await MoveAsync(id, new { issuer = First, subject = "ada" })).Status.ShouldBe(HttpStatusCode.OK);

        var moved = Token(_firsts, First, "one");
        using (var answer = await _service.SendAsync("/auth/user", moved))
        {
            (await answer.JsonAsync()).Text("id").ShouldBe(id);
        }

        (await _service.StatusAsync($"/image/jobs/{job}", moved)).ShouldBe(HttpStatusCode.OK);
        (await _service.StatusAsync($"/image/jobs/{job}", key)).ShouldBe(HttpStatusCode.OK);
        // The old name is nobody's: whoever comes by it is somebody new.
        (await _service.StatusAsync($"/image/jobs/{job}", old)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_came_by_the_new_name_already_is_replaced_only_when_it_is_said()
    {
        var (id, job, _) = await LiveAsync(_fiefs.Token(_clock.Now));
        var token = Token(_firsts, First, "one");
        var (_, theirs, theirKey) = await LiveAsync(token);

        var refused = await MoveAsync(id, new { issuer = First, subject = "ada" });
        (refused.Status, refused.Answer.Text("code")).ShouldBe((HttpStatusCode.Conflict, "user_exists"));
        (await _service.StatusAsync($"/image/jobs/{theirs}", token)).ShouldBe(HttpStatusCode.OK);

        (await MoveAsync(id, new { issuer = First, subject = "ada", replace = true })).Status.ShouldBe(HttpStatusCode.OK);
        (await _service.StatusAsync($"/image/jobs/{job}", token)).ShouldBe(HttpStatusCode.OK);
        (await _service.StatusAsync($"/image/jobs/{theirs}", token)).ShouldBe(HttpStatusCode.NotFound);
        (await _service.StatusAsync("/image/jobs", theirKey)).ShouldBe(HttpStatusCode.Unauthorized);
        (await MoveAsync(Guid.NewGuid().ToString(), new { issuer = First, subject = "eve" })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await MoveAsync(id, new { issuer = First })).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    private async Task<(string Id, string Job, string Key)> LiveAsync(string token)
    {
        using var client = _service.ClientOf(token);
        // Nothing renders while the clock stands.
        var job = await client.SubmitAsync();
        using var made = await client.PostAsJsonAsync("/auth/api-keys", new { name = "x" });
        using var user = await client.GetAsync("/auth/user");
        return ((await user.JsonAsync()).Text("id"), job.Text("id"), (await made.JsonAsync()).Text("key"));
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> MoveAsync(string id, object to)
    {
        using var client = _service.ClientOf(Token(_firsts, First, "one", subject: "administrator", roles: ["admin"]));
        using var answer = await client.PostAsJsonAsync($"/users/{id}/move", to);
        return (answer.StatusCode, await answer.JsonAsync());
    }

    private async Task<string> SubjectAsync(string token)
    {
        using var answer = await _service.SendAsync("/auth/user", token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.JsonAsync()).Text("subject");
    }

    private string Token(TestKey key, string issuer, string audience, string subject = "ada", params string[] roles) =>
        key.Token(_clock.Now, claims =>
        {
            (claims["iss"], claims["sub"], claims["aud"], claims["azp"]) = (issuer, subject, audience, audience);
            (claims["uid"], claims["realm_access"]) = ("u-1", new { roles });
        });
}
