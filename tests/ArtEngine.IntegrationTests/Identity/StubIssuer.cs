using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ArtEngine.IntegrationTests.Identity;

/// <summary>An identity provider that says and does what a test needs; unless told otherwise it speaks like Fief.</summary>
internal sealed class StubIssuer : IAsyncDisposable
{
    public const string Domain = "localhost:18000";
    public const string Issuer = $"https://{Domain}";
    public const string Client = "pictures";

    private readonly WebApplication _app;

    private StubIssuer(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    /// <summary>What is served, by path.</summary>
    public ConcurrentDictionary<string, Func<string>> Pages { get; } = [];

    /// <summary>Paths asked for, in their order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Breaks every connection.</summary>
    public bool IsAway { get; set; }

    /// <summary>The status and body of userinfo for a token.</summary>
    public Func<string, Task<(int Status, string Body)>> UserInfo { get; set; } = _ => Task.FromResult((404, ""));

    public static async Task<StubIssuer> StartAsync(Uri? address = null)
    {
        address ??= ServerProcess.FreeAddress();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(address.ToString());
        var stub = new StubIssuer(app, address);
        app.Run(stub.AnswerAsync);
        await app.StartAsync();
        return stub;
    }

    /// <summary>Serves the discovery document and the keys of a tenant; the default one has no slug.</summary>
    public StubIssuer Serve(Func<IEnumerable<TestKey>> keys, string slug = "", string? issuer = null, bool userInfo = true)
    {
        var start = slug.Length == 0 ? "" : $"/{slug}";
        Pages[$"{start}/.well-known/openid-configuration"] = () => JsonSerializer.Serialize(new
        {
            issuer = issuer ?? Issuer + start,
            jwks_uri = new Uri(Address, $"{start}/.well-known/jwks.json"),
            userinfo_endpoint = userInfo ? new Uri(Address, $"{start}/api/userinfo") : null,
        });
        Pages[$"{start}/.well-known/jwks.json"] = () => JsonSerializer.Serialize(new { keys = keys().Select(key => key.Public) });
        return this;
    }

    /// <summary>The settings of a service that takes this for its Fief.</summary>
    public string[] AsFief(params IEnumerable<string> more) =>
    [
        $"--Fief:Domain={Domain}", $"--Fief:ClientIds:0={Client}", $"--Fief:MetadataAddress={new Uri(Address, "/.well-known/openid-configuration")}", .. more,
    ];

    /// <summary>The settings of a service that takes this for an issuer of another kind.</summary>
    public string[] AsOidc(params IEnumerable<string> more) =>
    [
        $"--Oidc:Issuer={Issuer}", $"--Oidc:ClientIds:0={Client}", $"--Oidc:MetadataAddress={new Uri(Address, "/.well-known/openid-configuration")}", .. more,
    ];

    public int LooksAt(string end) => Asked.Count(path => path.EndsWith(end, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Asked.Enqueue(path);
        if (IsAway)
        {
            context.Abort();
        }
        else if (path.EndsWith("/api/userinfo", StringComparison.Ordinal))
        {
            var (status, body) = await UserInfo(context.Request.Headers.Authorization.ToString()["Bearer ".Length..]);
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
        }
        else if (Pages.TryGetValue(path, out var page))
        {
            await context.Response.WriteAsync(page());
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }
}

/// <summary>A key of an issuer, and the tokens it signs.</summary>
internal sealed class TestKey(string id)
{
    private readonly RSA _rsa = RSA.Create(2_048);

    public RSA Rsa => _rsa;

    public object Public
    {
        get
        {
            var numbers = _rsa.ExportParameters(includePrivateParameters: false);
            return new
            {
                kty = "RSA",
                use = "sig",
                kid = id,
                n = Base64UrlEncoder.Encode(numbers.Modulus),
                e = Base64UrlEncoder.Encode(numbers.Exponent)
            };
        }
    }

    /// <summary>The claims of an access token as Fief makes them.</summary>
    public static Dictionary<string, object?> Claims(DateTimeOffset now, string? subject = null, params string[] permissions) => new()
    {
        ["acr"] = "1",
        ["aud"] = new[] { StubIssuer.Client },
        ["auth_time"] = now.ToUnixTimeSeconds(),
        ["azp"] = StubIssuer.Client,
        ["exp"] = now.AddDays(1).ToUnixTimeSeconds(),
        ["iat"] = now.ToUnixTimeSeconds(),
        ["iss"] = StubIssuer.Issuer,
        ["permissions"] = permissions,
        ["scope"] = "openid offline_access",
        ["sub"] = subject ?? "eeba77ab-ebfe-45fd-ba86-cbcbb9002eb5",
    };

    public string Sign(Dictionary<string, object?> claims) => Sign(JsonSerializer.Serialize(claims));

    public string Sign(string payload) => new JsonWebTokenHandler().CreateToken(
        payload,
        new SigningCredentials(new RsaSecurityKey(_rsa) { KeyId = id },
            SecurityAlgorithms.RsaSha256)
        { CryptoProviderFactory = new() { CacheSignatureProviders = false } });

    /// <summary>A good token, after a change of its claims.</summary>
    public string Token(DateTimeOffset now, Action<Dictionary<string, object?>>? change = null, string? subject = null,
        params string[] permissions)
    {
        var claims = Claims(now, subject, permissions);
        change?.Invoke(claims);
        return Sign(claims);
    }
}
