namespace ArtEngine.Host.Swagger;

/// <summary>Where browsers find what the identity provider says of itself.</summary>
internal static class IssuerAddress
{
    private const string Discovery = "/.well-known/openid-configuration";

    /// <summary>The address of its discovery document; null when no issuer is set.</summary>
    public static Uri? Of(IConfiguration settings) =>
        settings["Oidc:Issuer"] is { Length: > 0 } issuer ? new(issuer.TrimEnd('/') + Discovery)
        : settings["Fief:Domain"] is { Length: > 0 } domain ? new($"https://{domain.TrimEnd('/')}{Discovery}")
        : null;
}
