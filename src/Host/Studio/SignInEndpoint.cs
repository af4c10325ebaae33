using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Host.Startup;
using ArtEngine.Host.Swagger;

namespace ArtEngine.Host.Studio;

/// <summary>Tells pages how people sign in.</summary>
internal static class SignInEndpoint
{
    public static void MapSignIn(this WebApplication app, StudioOptions options)
    {
        var way = WayOf(app, options);
        app.MapGet("/auth/sign-in", () => way).AllowAnonymous().WithTags("Users").WithName("GetSignIn")
            .WithSummary("How people sign in, for pages")
            .WithDescription("No secret is in it. Without a client id a token or an API key is pasted.")
            .WithExample(answer: """
                {
                  "development": false,
                  "issuer": "https://auth.example.com",
                  "metadata_url": "https://auth.example.com/.well-known/openid-configuration",
                  "client_id": "art-engine-studio",
                  "scopes": ["openid"]
                }
                """);
    }

    private static SignInView WayOf(WebApplication app, StudioOptions options)
    {
        var metadata = IssuerAddress.Of(app.Configuration)?.AbsoluteUri;
        return new(
            app.Environment.IsDevelopment() && DevelopmentGuard.HasDevelopmentIssuer(app.Configuration),
            metadata?[..metadata.IndexOf("/.well-known/", StringComparison.Ordinal)],
            metadata,
            string.IsNullOrEmpty(options.ClientId) ? null : options.ClientId,
            options.UsedScopes);
    }
}

/// <summary>How people sign in.</summary>
/// <param name="Development">Whether <c>POST /auth/development-token</c> signs in whoever sits at this machine.</param>
/// <param name="Issuer">The identity provider; null when there is none but for keys.</param>
/// <param name="MetadataUrl">What the provider says of itself; null likewise.</param>
/// <param name="ClientId">The public client for authorization code with PKCE; null when none was set.</param>
/// <param name="Scopes">What to ask for.</param>
internal sealed record SignInView(
    bool Development, string? Issuer, string? MetadataUrl, string? ClientId, IReadOnlyList<string> Scopes);
