namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>An OpenID Connect issuer other than Fief.</summary>
internal class OidcIssuer
{
    private const string TenantMark = "{tenant}";

    /// <summary>
    /// The issuer's address, as it stands in its tokens; <c>{tenant}</c> in it stands for each of <c>Tenants</c>. Outside
    /// Development it or <c>Fief:Domain</c> is needed.
    /// </summary>
    /// <example>https://auth.example.com</example>
    public string? Issuer { get; init; }

    /// <summary>
    /// The tenants whose users may come, when <c>{tenant}</c> stands for theirs in <c>Issuer</c>; each is an issuer of its own.
    /// </summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>The client ids, or API names, that tokens may be made for.</summary>
    /// <example>art-engine</example>
    public IReadOnlyList<string> ClientIds { get; init; } = [];

    /// <summary>
    /// The claim that says whom a token is for, of which <c>ClientIds</c> must have a value: <c>azp</c> or <c>client_id</c> where
    /// tokens have no <c>aud</c>.
    /// </summary>
    public string AudienceClaim { get; init; } = "aud";

    /// <summary>Where the issuer describes its keys; <c>{Issuer}/.well-known/openid-configuration</c> while it is not set.</summary>
    public string? MetadataAddress { get; init; }

    /// <summary>The claim that tells users apart.</summary>
    public string SubjectClaim { get; init; } = "sub";

    /// <summary>The claim with the e-mail address; many access tokens have none.</summary>
    public string EmailClaim { get; init; } = "email";

    /// <summary>The claim with the scopes: text with spaces, or an array.</summary>
    public string ScopeClaim { get; init; } = "scope";

    /// <summary>
    /// The claim with the permissions: text with spaces, an array, or an object whose keys they are; a path such as
    /// <c>realm_access.roles</c> leads into objects.
    /// </summary>
    public string PermissionsClaim { get; init; } = "permissions";

    /// <summary>
    /// The claim that names the user's plan (<c>/plans</c>), as text; a path leads into objects. Not looked at while it is not set.
    /// </summary>
    public string? PlanClaim { get; init; }

    /// <summary>Claims that a token must have: what an access token has and an ID token has not. The scope claim unless set.</summary>
    /// <example>scope</example>
    public IReadOnlyList<string> RequiredClaims { get; init; } = [];

    /// <summary>
    /// The client that asks the issuer about tokens that are no JWTs (introspection, RFC 7662); such tokens are refused while it is not
    /// set.
    /// </summary>
    public string? IntrospectionClientId { get; init; }

    /// <summary>That client's secret.</summary>
    public string? IntrospectionClientSecret { get; init; }

    /// <summary>Where to ask; where the issuer's discovery document says while it is not set.</summary>
    public string? IntrospectionAddress { get; init; }

    /// <summary>The issuers whose users may come, each with the address of its discovery document as this service reaches it.</summary>
    public IEnumerable<(string Issuer, string Discovery)> Issuers()
    {
        var issuer = Issuer ?? "";
        var address = MetadataAddress is { Length: > 0 } named ? named : $"{issuer.TrimEnd('/')}/.well-known/openid-configuration";
        return HasTenants
            ? Tenants.Where(tenant => tenant.Length > 0).Distinct(StringComparer.Ordinal)
                .Select(tenant => (Of(issuer, tenant), Of(address, tenant)))
            : [(issuer, address)];
    }

    /// <summary>Whether the issuer is a pattern.</summary>
    public bool HasTenants => Issuer?.Contains(TenantMark, StringComparison.Ordinal) == true;

    private static string Of(string pattern, string tenant) => pattern.Replace(TenantMark, tenant, StringComparison.Ordinal);
}
