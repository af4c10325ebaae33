using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using ArtEngine.IntegrationTests.Hosting;
using ArtEngine.IntegrationTests.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace ArtEngine.IntegrationTests.Studio;

/// <summary>
/// An identity provider that signs people in by authorization code with PKCE: whoever comes is Ada, and a code is good once, for
/// the one who knows its verifier.
/// </summary>
internal sealed class CodeFlowIssuer : IAsyncDisposable
{
    public const string Client = "art-engine-studio";

    private readonly WebApplication _app;
    private readonly TestKey _key = new("one");
    private readonly ConcurrentDictionary<string, (string Challenge, string Redirect)> _codes = [];

    private CodeFlowIssuer(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    public static async Task<CodeFlowIssuer> StartAsync()
    {
        var address = ServerProcess.FreeAddress();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(address.ToString());
        var issuer = new CodeFlowIssuer(app, address);
        app.Use((context, next) =>
        {
            context.Response.Headers.AccessControlAllowOrigin = "*";
            return next(context);
        });
        app.MapGet("/.well-known/openid-configuration", issuer.Metadata);
        app.MapGet("/keys", () => new { keys = new[] { issuer._key.Public } });
        app.MapGet("/authorize", IResult (HttpRequest request) => issuer.Authorize(request));
        app.MapPost("/token", Task<IResult> (HttpRequest request) => issuer.TokenAsync(request));
        await app.StartAsync();
        return issuer;
    }

    /// <summary>The settings of a service whose people sign in here.</summary>
    public string[] Settings() =>
    [
        $"--Oidc:Issuer={Name}", $"--Oidc:ClientIds:0={Client}", $"--Studio:ClientId={Client}", "--Studio:Scopes:0=openid",
        "--Studio:Scopes:1=email",
    ];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string Name => Address.ToString().TrimEnd('/');

    private IResult Metadata() => Results.Json(new Dictionary<string, string>
    {
        ["issuer"] = Name,
        ["jwks_uri"] = $"{Name}/keys",
        ["authorization_endpoint"] = $"{Name}/authorize",
        ["token_endpoint"] = $"{Name}/token",
    });

    private IResult Authorize(HttpRequest request)
    {
        var asked = request.Query;
        if ($"{asked["response_type"]} {asked["code_challenge_method"]} {asked["client_id"]}" != $"code S256 {Client}")
        {
            return Results.BadRequest();
        }

        var code = Guid.NewGuid().ToString();
        _codes[code] = (asked["code_challenge"].ToString(), asked["redirect_uri"].ToString());
        return Results.Redirect($"{asked["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(asked["state"].ToString())}");
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (!_codes.TryRemove(form["code"].ToString(), out var begun) || begun != (challenge, form["redirect_uri"].ToString()))
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: StatusCodes.Status400BadRequest);
        }

        var token = _key.Token(DateTimeOffset.UtcNow, claims =>
        {
            (claims["iss"], claims["aud"], claims["sub"], claims["email"], claims["scope"]) = (Name, Client, "ada", "ada@example.com", "openid");
            claims["permissions"] = new[] { "images:generate", "images:read" };
        });
        return Results.Json(new { access_token = token, token_type = "Bearer", expires_in = 3_600 });
    }
}
