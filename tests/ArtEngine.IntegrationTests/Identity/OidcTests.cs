using System.Net;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>Issuers other than Fief, whose tokens look like this or that.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class OidcTests : IAsyncLifetime
{
    private readonly StandingClock _clock = new();
    private readonly TestKey _key = new("first");
    private StubIssuer _issuer = null!;

    public async Task InitializeAsync() => _issuer = (await StubIssuer.StartAsync()).Serve(() => [_key], userInfo: false);

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    [Fact]
    public async Task Claims_are_read_by_the_names_that_the_settings_give()
    {
        await using var service = await Calls.StartAsync(_clock, _issuer.AsOidc(
            "--Oidc:SubjectClaim=oid", "--Oidc:EmailClaim=mail", "--Oidc:ScopeClaim=scp", "--Oidc:PermissionsClaim=realm_access.roles"));
        var token = Token(claims =>
        {
            claims["oid"] = "user-7";
            claims["mail"] = "ada@example.com";
            claims["scp"] = new[] { "pictures", "more" };
            claims["realm_access"] = new { roles = new[] { "images:read", "admin" } };
        });

        using var answer = await service.SendAsync("/auth/user", token);

        var user = await answer.JsonAsync();
        (user.Text("subject"), user.Text("email"), user.Text("scope"), user.Text("issuer"))
            .ShouldBe(("user-7", "ada@example.com", "pictures more", StubIssuer.Issuer));
        user.GetProperty("permissions").EnumerateArray().Select(item => item.GetString()).ShouldBe(["images:read", "admin"]);
        (await service.StatusAsync("/metrics/summary", token)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_name_with_dots_in_it_is_a_name_first_and_permissions_may_be_text()
    {
        await using var service = await Calls.StartAsync(_clock, _issuer.AsOidc("--Oidc:PermissionsClaim=https://example.com/roles"));
        var token = Token(claims => (claims["scope"], claims["https://example.com/roles"]) = ("openid", "a b"));

        using var answer = await service.SendAsync("/auth/user", token);

        (await answer.JsonAsync()).GetProperty("permissions").EnumerateArray().Select(item => item.GetString()).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Id_tokens_are_refused()
    {
        await using var service = await Calls.StartAsync(_clock, _issuer.AsOidc());
        (await service.StatusAsync("/image/jobs", Token(claims => claims["scope"] = "openid"))).ShouldBe(HttpStatusCode.OK);

        (await service.StatusAsync("/image/jobs", Token(claims => claims["email"] = "ada@example.com")))
            .ShouldBe(HttpStatusCode.Unauthorized);
        (await service.StatusAsync("/image/jobs", Token(claims => (claims["scope"], claims["at_hash"]) = ("openid", "x"))))
            .ShouldBe(HttpStatusCode.Unauthorized);
        (await service.StatusAsync("/image/jobs", Token(claims => (claims["scope"], claims["typ"]) = ("openid", "ID"))))
            .ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_tells_an_access_token_can_be_named()
    {
        await using var service = await Calls.StartAsync(_clock, _issuer.AsOidc("--Oidc:RequiredClaims:0=client_id"));

        (await service.StatusAsync("/image/jobs", Token(claims => claims["client_id"] = "x"))).ShouldBe(HttpStatusCode.OK);
        (await service.StatusAsync("/image/jobs", Token(claims => claims["scope"] = "openid"))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_address_in_a_newer_token_is_taken_over()
    {
        await using var service = await Calls.StartAsync(_clock, _issuer.AsOidc());
        string Mail(string address) => Token(claims => (claims["scope"], claims["email"]) = ("openid", address));

        using (var first = await service.SendAsync("/auth/user", Mail("ada@example.com")))
        {
            (await first.JsonAsync()).Text("email").ShouldBe("ada@example.com");
        }

        using var second = await service.SendAsync("/auth/user", Mail("ada@new.example.com"));
        (await second.JsonAsync()).Text("email").ShouldBe("ada@new.example.com");
    }

    // No more than every issuer's tokens have.
    private string Token(Action<Dictionary<string, object?>> change) => _key.Token(_clock.Now, claims =>
    {
        foreach (var name in new[] { "acr", "auth_time", "azp", "permissions", "scope" })
        {
            claims.Remove(name);
        }

        change(claims);
    });
}
