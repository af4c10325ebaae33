using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.S3;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>Tokens of a real Fief, tokens made by its code, and forged ones, each with the verdict it must get.</summary>
[Trait(Stack.Trait, Stack.Embedded)]
public sealed class VectorTests(VectorTests.Services services) : IClassFixture<VectorTests.Services>
{
    private static readonly string Folder = Path.Combine(ServerProcess.Root, "tests", "captures", "fief");
    private static readonly JsonElement Vectors = JsonElement.Parse(File.ReadAllText(Path.Combine(Folder, "tokens.json")));

    public static TheoryData<string> Names => [.. Vectors.GetProperty("tokens").EnumerateArray().Select(vector => vector.Text("id"))];

    [Fact]
    public void All_of_them_are_here() => Names.Count.ShouldBe(52);

    [Theory, MemberData(nameof(Names))]
    public async Task A_token_gets_its_verdict(string name)
    {
        var vector = Vectors.GetProperty("tokens").EnumerateArray().Single(one => one.Text("id") == name);
        var required = vector.GetProperty("required");
        var (service, clock) = await services.OfAsync(required);
        clock.Now = DateTimeOffset.FromUnixTimeSeconds(vector.GetProperty("now").GetInt64());

        using var answer = await service.SendAsync("/image/jobs", vector.Text("token"));

        var expected = vector.GetProperty("expect").Text("result");
        var verdict = answer.StatusCode == HttpStatusCode.OK
            ? "ok"
            : ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        expected.Split("-or-").ShouldContain(verdict, await answer.Content.ReadAsStringAsync());
        if (verdict != "ok")
        {
            var challenge = answer.Headers.WwwAuthenticate.ShouldHaveSingleItem();
            challenge.Scheme.ShouldBe("Bearer");
            challenge.Parameter.ShouldNotBeNull()
                .ShouldStartWith(verdict == "401" ? "error=\"invalid_token\"" : "error=\"insufficient_scope\"");
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }
    }

    /// <summary>A host for each set of requirements, on one issuer.</summary>
    public sealed class Services : IAsyncLifetime
    {
        private readonly ConcurrentDictionary<string, (Service, StandingClock)> _started = [];
        private StubIssuer _issuer = null!;

        public async Task InitializeAsync()
        {
            _issuer = await StubIssuer.StartAsync();
            foreach (var (tenant, start) in new[] { ("default", ""), ("secondary", "/secondary") })
            {
                // Fief writes its own address as it was asked for it.
                var discovery = Read($"openid-configuration.{tenant}.json")
                    .Replace("http://localhost:18000/", _issuer.Address.ToString(), StringComparison.Ordinal);
                var keys = Read($"jwks.{tenant}.json");
                _issuer.Pages[$"{start}/.well-known/openid-configuration"] = () => discovery;
                _issuer.Pages[$"{start}/.well-known/jwks.json"] = () => keys;
            }
        }

        public async Task DisposeAsync()
        {
            foreach (var (service, _) in _started.Values)
            {
                await service.DisposeAsync();
            }

            await _issuer.DisposeAsync();
        }

        internal async Task<(Service Service, StandingClock Clock)> OfAsync(JsonElement required)
        {
            var key = required.ToString();
            if (!_started.TryGetValue(key, out var started))
            {
                var clock = new StandingClock();
                _started[key] = started = (await Calls.StartAsync(clock, [.. _issuer.AsFief(), .. Settings(required)]), clock);
            }

            return started;
        }

        private static IEnumerable<string> Settings(JsonElement required)
        {
            yield return $"--Fief:ClientIds:0={Vectors.GetProperty("config").GetProperty("default").GetProperty("audiences")[0].GetString()}";
            if (required.GetProperty("scope") is { ValueKind: JsonValueKind.Array } scopes)
            {
                yield return $"--Identity:RequiredScopes:0={scopes[0].GetString()}";
            }

            if (required.GetProperty("acr") is { ValueKind: JsonValueKind.String } acr)
            {
                yield return $"--Identity:MinAcr={acr.GetString()}";
            }

            if (required.GetProperty("permissions") is { ValueKind: JsonValueKind.Array } permissions)
            {
                yield return "--Identity:RequirePermissions=true";
                yield return $"--Identity:Permissions:Read={permissions[0].GetString()}";
            }
        }

        private static string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));
    }
}
