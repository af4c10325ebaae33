using System.Text.Json;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>An issuer whose tokens are accepted; each tenant of Fief is one.</summary>
/// <param name="Name">As it stands in the tokens.</param>
/// <param name="Audiences">Whom its tokens may be for.</param>
/// <param name="Metadata">Its keys, and no other issuer's.</param>
/// <param name="Read">What makes a valid token an access token, and what it says.</param>
internal sealed record TrustedIssuer(
    string Name, IReadOnlyList<string> Audiences, IIssuerMetadata Metadata, Func<JsonElement, TokenClaims> Read)
{
    /// <summary>The claim that says whom a token is for.</summary>
    public string AudienceClaim { get; init; } = "aud";

    /// <summary>Who asks it about tokens that are no JWTs; null when these are refused.</summary>
    public IntrospectionClient? Introspection { get; init; }

    /// <summary>What its tokens may be signed with.</summary>
    public IReadOnlyCollection<string> Algorithms { get; init; } = SignatureAlgorithms.All;
}

/// <summary>Who asks an issuer about tokens.</summary>
/// <param name="Id">The client's id.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="Address">Where to ask; null when the discovery document says it.</param>
internal sealed record IntrospectionClient(string Id, string Secret, Uri? Address);
