using Microsoft.Extensions.Configuration;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>An OpenID Connect issuer other than Fief.</summary>
internal sealed class OidcOptions
{
    public const string Section = "Oidc";

    /// <summary>The issuer's address, as it stands in its tokens. Outside Development it or <c>Fief:Domain</c> is needed.</summary>
    /// <example>https://auth.example.com</example>
    public string? Issuer { get; init; }

    /// <summary>The client ids, or API names, that tokens may be made for (<c>aud</c>).</summary>
    /// <example>art-engine</example>
    public IReadOnlyList<string> ClientIds { get; init; } = [];

    /// <summary>Where the issuer describes its keys; <c>{Issuer}/.well-known/openid-configuration</c> while it is not set.</summary>
    public string? MetadataAddress { get; init; }

    /// <summary>The claim that tells users apart.</summary>
    public string SubjectClaim { get; init; } = "sub";

    /// <summary>The claim with the e-mail address; many access tokens have none.</summary>
    public string EmailClaim { get; init; } = "email";

    /// <summary>The claim with the scopes: text with spaces, or an array.</summary>
    public string ScopeClaim { get; init; } = "scope";

    /// <summary>
    /// The claim with the permissions: text with spaces, or an array; a path such as <c>realm_access.roles</c> leads into
    /// objects.
    /// </summary>
    public string PermissionsClaim { get; init; } = "permissions";

    /// <summary>Claims that a token must have: what an access token has and an ID token has not. The scope claim unless set.</summary>
    /// <example>scope</example>
    public IReadOnlyList<string> RequiredClaims { get; init; } = [];

    public static bool IsChosen(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[$"{Section}:{nameof(Issuer)}"]);
}
