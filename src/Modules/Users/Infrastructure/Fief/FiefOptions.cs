using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace ArtEngine.Users.Infrastructure.Fief;

/// <summary>The Fief server that signs users in and tells what becomes of them.</summary>
internal sealed class FiefOptions
{
    public const string Section = "Fief";

    /// <summary>How the address of a discovery document ends.</summary>
    public const string Discovery = "/.well-known/openid-configuration";

    /// <summary>
    /// Its host (and port) as browsers see it, without <c>https://</c>: Fief's own <c>FIEF_DOMAIN</c>. Outside Development it or
    /// <c>Oidc:Issuer</c> is needed.
    /// </summary>
    /// <example>auth.example.com</example>
    public string? Domain { get; init; }

    /// <summary>The client ids of the applications whose users may come (<c>aud</c>), as in Fief's admin pages.</summary>
    public IReadOnlyList<string> ClientIds { get; init; } = [];

    /// <summary>The slugs of further tenants whose users may come; the default tenant's always may.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>
    /// The default tenant's discovery document as this service reaches it;
    /// <c>https://{Domain}/.well-known/openid-configuration</c> while it is not set.
    /// </summary>
    /// <example>http://fief-server:8000/.well-known/openid-configuration</example>
    public string? MetadataAddress { get; init; }

    /// <summary>The secrets of Fief's webhook, two while one replaces the other; <c>none</c> stands for none.</summary>
    public IReadOnlyList<string> WebhookSecrets { get; init; } = [];

    /// <summary>
    /// Fief's Admin API key, for re-reading users and reconciling all of them daily; neither is done while it is not set.
    /// </summary>
    public string? AdminApiKey { get; init; }

    /// <summary>
    /// How many of the users known here a reconciliation may erase at once, in percent; up to five it always may. When more
    /// are missing from Fief's list, nobody is erased.
    /// </summary>
    [Range(0, 100)]
    public int ReconcileMaxErasures { get; init; } = 10;

    /// <summary>Whether reconciliations only tell what they would do.</summary>
    public bool ReconcileDryRun { get; init; }

    /// <summary>Whether Fief's own name is known; for trying things out in Development it need not be.</summary>
    public bool HasDomain => !string.IsNullOrEmpty(Domain);

    public bool HasAdminApi => !string.IsNullOrEmpty(AdminApiKey);

    /// <summary>
    /// The secrets that are set: a deployment that has none yet writes nothing, or <c>none</c>. The line break that files and
    /// editors put behind a secret is not part of it.
    /// </summary>
    public IReadOnlyList<string> UsedWebhookSecrets =>
    [
        .. WebhookSecrets.Select(secret => secret.Trim())
            .Where(secret => secret.Length > 0 && !secret.Equals("none", StringComparison.OrdinalIgnoreCase)),
    ];

    /// <summary>The default tenant's issuer, as Fief writes it: always https, no slash at the end.</summary>
    public string Issuer => $"https://{Domain}";

    /// <summary>Where Fief is reached from here.</summary>
    public Uri BaseAddress => MetadataAddress is { Length: > 0 } address ? new(new Uri(address), "/") : new($"{Issuer}/");

    /// <summary>The issuer of a tenant's tokens; the default tenant's slug is not in it.</summary>
    public string IssuerOf(string slug, bool isDefault) => isDefault ? Issuer : $"{Issuer}/{slug}";

    /// <summary>The issuers whose users may come, each with the address of its discovery document as this service reaches it.</summary>
    public IEnumerable<(string Issuer, string Discovery)> Issuers()
    {
        var address = MetadataAddress is { Length: > 0 } named ? named : $"{Issuer}{Discovery}";
        var start = address[..^Discovery.Length];
        return Tenants.Where(slug => slug.Length > 0).Distinct(StringComparer.Ordinal)
            .Select(slug => (IssuerOf(slug, isDefault: false), $"{start}/{slug}{Discovery}"))
            .Prepend((Issuer, address));
    }

    public static bool IsChosen(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[$"{Section}:{nameof(Domain)}"]);
}
