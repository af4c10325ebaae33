using System.Security.Claims;

namespace ArtEngine.Users.Application;

/// <summary>Knows what callers may do.</summary>
internal interface IGrants
{
    /// <summary>The caller's permissions by the issuer's names; also what needs none as the settings are.</summary>
    IReadOnlyList<string> Of(ClaimsPrincipal caller);
}
