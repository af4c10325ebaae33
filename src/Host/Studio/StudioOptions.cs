using ArtEngine.Host.Swagger;

namespace ArtEngine.Host.Studio;

/// <summary>Studio, the page at <c>/</c>.</summary>
internal sealed class StudioOptions
{
    public const string Section = "Studio";

    /// <summary>Whether it is there; without it <c>/</c> leads to <c>/swagger</c>.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// The client id at the identity provider with which the page signs people in, by authorization code with PKCE and without a
    /// secret; <c>{address}/</c> is its redirect address. Its tokens must be accepted: name it in <c>Oidc:ClientIds</c> or
    /// <c>Fief:ClientIds</c> too. Without it a key or a token is pasted.
    /// </summary>
    /// <example>art-engine-studio</example>
    public string? ClientId { get; init; }

    /// <summary>The scopes that it asks for; <c>openid</c> unless set.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>
    /// Addresses that the page may call besides this service, the identity provider and <c>Minio:PublicEndpoint</c>: for an identity
    /// provider whose token endpoint is at another address than its issuer.
    /// </summary>
    /// <example>https://oauth2.example.com</example>
    public IReadOnlyList<string> ConnectTo { get; init; } = [];

    public IReadOnlyList<string> UsedScopes => Scopes.Count > 0 ? Scopes : ["openid"];

    /// <summary>What the page may load and call; browsers refuse the rest.</summary>
    public string PolicyFor(IConfiguration settings)
    {
        var store = OriginOf(settings["Minio:PublicEndpoint"]);
        string[] called = [OriginOf(IssuerAddress.Of(settings)?.AbsoluteUri), store, .. ConnectTo.Select(OriginOf)];
        return string.Join("; ",
        [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "font-src 'self'", "manifest-src 'self'",
            $"img-src 'self' blob: data: {store}".TrimEnd(),
            $"media-src 'self' blob: {store}".TrimEnd(),
            $"connect-src 'self' {string.Join(' ', called.Where(origin => origin.Length > 0).Distinct())}".TrimEnd(),
            "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
        ]);
    }

    private static string OriginOf(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) : "";
}
