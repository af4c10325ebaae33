using Microsoft.Extensions.Configuration;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>The OpenID Connect issuers other than Fief: one, and others besides.</summary>
internal sealed class OidcOptions : OidcIssuer
{
    public const string Section = "Oidc";

    /// <summary>Further issuers, each with settings of its own: <c>Others:0:Issuer</c>, <c>Others:0:ClientIds:0</c> and so on.</summary>
    public IReadOnlyList<OidcIssuer> Others { get; init; } = [];

    /// <summary>Those that are set.</summary>
    public IEnumerable<OidcIssuer> All => Others.Prepend(this).Where(issuer => !string.IsNullOrEmpty(issuer.Issuer));

    public static bool IsChosen(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[$"{Section}:{nameof(Issuer)}"]);
}
