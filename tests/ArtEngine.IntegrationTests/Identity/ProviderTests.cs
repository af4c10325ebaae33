using System.Net;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>Access tokens of the shapes that providers make, with the settings that docs/operations.md names for them.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class ProviderTests
{
    private static readonly JsonElement Providers = JsonElement.Parse(
        File.ReadAllText(Path.Combine(ServerProcess.Root, "tests", "captures", "providers", "tokens.json")));

    private readonly StandingClock _clock = new();

    public static TheoryData<string> Names => [.. Providers.EnumerateArray().Select(provider => provider.Text("provider"))];

    [Theory, MemberData(nameof(Names))]
    public async Task Its_access_token_is_accepted_and_nothing_else_of_it(string name)
    {
        var provider = Providers.EnumerateArray().Single(one => one.Text("provider") == name);
        var key = new TestKey("theirs", provider.Text("algorithm"), tellsAlgorithm: true);
        var tenant = provider.TryGetProperty("tenant", out var named) ? named.GetString()! : "";
        var issuer = IssuerOf(provider, tenant);
        await using var stub = (await StubIssuer.StartAsync()).Serve(() => [key], tenant, issuer, userInfo: false);
        await using var service = await Calls.StartAsync(_clock, SettingsOf(provider, stub));

        using (var answer = await service.SendAsync("/auth/user", Sign(key, provider.GetProperty("claims"), issuer)))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
            var user = await answer.JsonAsync();
            (user.Text("issuer"), user.Text("subject")).ShouldBe((issuer, provider.Text("subject")));
            user.GetProperty("permissions").EnumerateArray().Select(item => item.GetString())
                .ShouldBe(provider.GetProperty("permissions").EnumerateArray().Select(item => item.GetString()));
        }

        await RefusedAsync(service, Sign(key, provider.GetProperty("claims"), "https://evil.example"));
        await RefusedAsync(service, Sign(new("theirs", provider.Text("algorithm")), provider.GetProperty("claims"), issuer));
        await RefusedAsync(service, Sign(key, provider.GetProperty("claims"), issuer, forSomebodyElse: true));
        if (provider.GetProperty("id_token") is { ValueKind: JsonValueKind.Object } idToken)
        {
            await RefusedAsync(service, Sign(key, idToken, issuer));
        }

        if (tenant.Length > 0)
        {
            await RefusedAsync(service, Sign(key, provider.GetProperty("claims"), IssuerOf(provider, provider.Text("other_tenant"))));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Its_settings_stand_in_the_documents(string name)
    {
        var row = File.ReadLines(Path.Combine(ServerProcess.Root, "docs", "operations.md"))
            .SingleOrDefault(line => line.StartsWith($"| {name} |", StringComparison.Ordinal)).ShouldNotBeNull();
        foreach (var setting in Providers.EnumerateArray().Single(one => one.Text("provider") == name)
            .GetProperty("settings").EnumerateArray().Select(setting => setting.GetString()!)
            // These have a column of their own.
            .Where(setting => !setting.StartsWith("Oidc:ClientIds", StringComparison.Ordinal)))
        {
            row.ShouldContain(setting.StartsWith("Oidc:Tenants", StringComparison.Ordinal) ? "Oidc:Tenants" : setting);
        }
    }

    [Theory]
    [InlineData("""{"scope":null}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"scope":"openid"}""", HttpStatusCode.OK)]
    public async Task A_claim_that_is_null_is_not_there(string claims, HttpStatusCode status)
    {
        var key = new TestKey("first");
        await using var stub = (await StubIssuer.StartAsync()).Serve(() => [key]);
        await using var service = await Calls.StartAsync(_clock, stub.AsOidc());

        (await service.StatusAsync("/image/jobs", key.Token(_clock.Now, token =>
            token["scope"] = JsonElement.Parse(claims).GetProperty("scope").GetString()))).ShouldBe(status);
    }

    private static async Task RefusedAsync(Service service, string token)
    {
        using var answer = await service.SendAsync("/auth/user", token);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static string IssuerOf(JsonElement provider, string tenant) =>
        provider.Text("issuer").Replace("{tenant}", tenant, StringComparison.Ordinal);

    private static string[] SettingsOf(JsonElement provider, StubIssuer stub) =>
    [
        $"--Oidc:Issuer={provider.Text("issuer")}",
        $"--Oidc:MetadataAddress={stub.Address}{(provider.TryGetProperty("tenant", out _) ? "{tenant}/" : "")}.well-known/openid-configuration",
        .. provider.GetProperty("settings").EnumerateArray().Select(setting => $"--{setting.GetString()}"),
    ];

    private string Sign(TestKey key, JsonElement shape, string issuer, bool forSomebodyElse = false)
    {
        var claims = shape.EnumerateObject().ToDictionary(claim => claim.Name, claim => (object?)claim.Value);
        claims["iss"] = issuer;
        claims["iat"] = _clock.Now.ToUnixTimeSeconds();
        claims["exp"] = _clock.Now.AddHours(1).ToUnixTimeSeconds();
        if (claims.ContainsKey("nbf"))
        {
            claims["nbf"] = _clock.Now.ToUnixTimeSeconds();
        }

        foreach (var claim in forSomebodyElse ? new[] { "aud", "azp", "client_id" }.Where(claims.ContainsKey) : [])
        {
            claims[claim] = "another application";
        }

        return key.Sign(claims);
    }
}
