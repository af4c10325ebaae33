namespace ArtEngine.Users.Domain;

/// <summary>The whole state of a user as the issuer tells it.</summary>
/// <param name="Issuer">The issuer of the user's tokens.</param>
/// <param name="Subject">The user's id at the issuer.</param>
/// <param name="Email">As it is now; it changes.</param>
/// <param name="EmailVerified">Whether the user proved that it is theirs.</param>
/// <param name="Fields">JSON object of the issuer's own fields.</param>
/// <param name="TenantId">The user's tenant.</param>
/// <param name="ChangedAt">Moves with the user's row at the issuer, but not when only fields change.</param>
internal sealed record IssuerProfile(
    string Issuer, string Subject, string Email, bool EmailVerified, string Fields, Guid TenantId, DateTimeOffset ChangedAt)
{
    /// <summary>Whether the user may sign in.</summary>
    public bool IsActive { get; init; } = true;
}

/// <summary>What became of a state that was told.</summary>
internal enum ProfileChange
{
    /// <summary>Nothing differs from what was known.</summary>
    Same,

    /// <summary>A new user, or a newer state.</summary>
    Applied,

    /// <summary>Applied, but the state before was of the same age: only the issuer knows which of them is the last.</summary>
    Unsettled,

    /// <summary>Older than what is known: ignored.</summary>
    Outdated,

    /// <summary>Of a user or a tenant that was deleted: ignored.</summary>
    Erased,

    /// <summary>Of somebody who never came here: nothing is kept.</summary>
    Unknown,
}
