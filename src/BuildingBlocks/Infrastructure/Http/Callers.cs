using System.Security.Claims;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>What other modules may know of the signed-in user.</summary>
public static class Callers
{
    /// <summary>Set by the Users module at sign-in: the id of the user's row, never something that the caller chose.</summary>
    public const string UserIdClaim = "art_engine_user_id";

    /// <summary>The signed-in user's id.</summary>
    public static Guid UserId(this ClaimsPrincipal principal) => Guid.Parse(
        principal.FindFirstValue(UserIdClaim) ?? throw new InvalidOperationException("The route lets callers in who are not signed in."));
}
