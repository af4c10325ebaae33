using System.Security.Claims;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>
/// What other modules may know of the signed-in user. The claims are set by the Users module at sign-in; those inside a
/// token are never looked at here.
/// </summary>
public static class Callers
{
    /// <summary>The id of the user's row, never something that the caller chose.</summary>
    public const string UserIdClaim = "art_engine_user_id";

    /// <summary>One for each permission that the token or the API key carries, by the issuer's name of it.</summary>
    public const string PermissionClaim = "art_engine_permission";

    /// <summary>One for each scope that the token carries.</summary>
    public const string ScopeClaim = "art_engine_scope";

    /// <summary>How surely the issuer knows the user (<c>acr</c>), when it says.</summary>
    public const string AcrClaim = "art_engine_acr";

    /// <summary>
    /// The id of the API key that signed the user in, or its name when it stands in the settings; there is none with a token of the
    /// issuer.
    /// </summary>
    public const string ApiKeyClaim = "art_engine_api_key";

    /// <summary>The id of the user whose program came for the signed-in one; there is none when nobody came for them.</summary>
    public const string ProgramClaim = "art_engine_program";

    /// <summary>The signed-in user's id.</summary>
    public static Guid UserId(this ClaimsPrincipal principal) => Guid.Parse(
        principal.FindFirstValue(UserIdClaim) ?? throw new InvalidOperationException("The route lets callers in who are not signed in."));

    /// <summary>The permissions that the token or the API key carries.</summary>
    public static IReadOnlyList<string> Permissions(this ClaimsPrincipal principal) => principal.ValuesOf(PermissionClaim);

    /// <summary>The scopes that the token carries; an API key has none.</summary>
    public static IReadOnlyList<string> Scopes(this ClaimsPrincipal principal) => principal.ValuesOf(ScopeClaim);

    /// <summary>How surely the issuer knows the user; null when it does not say.</summary>
    public static string? Acr(this ClaimsPrincipal principal) => principal.FindFirstValue(AcrClaim);

    /// <summary>Whether an API key signed the user in, and not a token of the issuer.</summary>
    public static bool CameByApiKey(this ClaimsPrincipal principal) => principal.HasClaim(claim => claim.Type == ApiKeyClaim);

    /// <summary>The stored API key that signed the user in; null with a token of the issuer or a key of the settings.</summary>
    public static Guid? ApiKeyId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ApiKeyClaim), out var id) ? id : null;

    /// <summary>The user whose program came for the signed-in one; null when nobody did.</summary>
    public static Guid? ProgramId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ProgramClaim), out var id) ? id : null;

    private static string[] ValuesOf(this ClaimsPrincipal principal, string type) =>
        [.. principal.FindAll(type).Select(claim => claim.Value)];
}
