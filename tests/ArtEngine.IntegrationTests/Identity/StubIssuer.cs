using System.Collections.Concurrent;
using System.Text.Json;
using ArtEngine.IntegrationTests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

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

    /// <summary>Takes connections and never answers.</summary>
    public bool IsHanging { get; set; }

    /// <summary>The status and body of introspection for a token and the asking client's credential.</summary>
    public Func<string, string, (int Status, string Body)> Introspect { get; set; } = (_, _) => (404, "");

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
            introspection_endpoint = new Uri(Address, $"{start}/introspect"),
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
        if (IsHanging)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        }
        else if (IsAway)
        {
            context.Abort();
        }
        else if (path.EndsWith("/api/userinfo", StringComparison.Ordinal))
        {
            var (status, body) = await UserInfo(context.Request.Headers.Authorization.ToString()["Bearer ".Length..]);
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
        }
        else if (path.EndsWith("/introspect", StringComparison.Ordinal))
        {
            var form = await context.Request.ReadFormAsync();
            var (status, body) = Introspect(form["token"].ToString(), context.Request.Headers.Authorization.ToString());
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
