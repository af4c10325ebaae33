namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>What a valid token says of its user.</summary>
/// <param name="Subject">The user's id at the issuer.</param>
/// <param name="Email">Null when it does not say.</param>
/// <param name="Scopes">What the application asked for.</param>
/// <param name="Permissions">What the user may do, by the issuer's names.</param>
/// <param name="Acr">How surely the issuer knows the user; null when it does not say.</param>
internal sealed record TokenClaims(
    string Subject, string? Email, IReadOnlyList<string> Scopes, IReadOnlyList<string> Permissions, string? Acr)
{
    /// <summary>The plan that it names; null when it names none.</summary>
    public string? Plan { get; init; }
}
