using System.Security.Claims;

namespace ArtEngine.Users.Application;

/// <summary>Knows what callers may do.</summary>
internal interface IGrants
{
    /// <summary>The caller's permissions by the issuer's names; also what needs none as the settings are.</summary>
    IReadOnlyList<string> Of(ClaimsPrincipal caller);

    /// <summary>What of a key's permissions its user has now.</summary>
    /// <param name="has">The user's own; null when no token told of them so far, and the key's hold.</param>
    /// <param name="given">Those that the key was made with.</param>
    IReadOnlyList<string> Within(IReadOnlyList<string>? has, IReadOnlyList<string> given);
}
