using System.Security.Claims;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Http;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>For whom a program asks that comes with an API key.</summary>
internal static class EndUserHeader
{
    private const string Name = "X-End-User";
    private const int Longest = 200;

    /// <summary>What it says; null when there is none.</summary>
    public static string? Of(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Name, out var values))
        {
            return null;
        }

        return values is [{ } text] && text.Trim() is { Length: > 0 and <= Longest } id && StorableText.Is(id) && !id.Any(char.IsControl)
            ? id
            : throw new AppException(ErrorKind.Invalid, "invalid_request", $"The header {Name} takes one id of 1 to {Longest} characters.")
            {
                Errors = [new($"/{Name}", $"Must be one id of 1 to {Longest} characters.")],
            };
    }

    /// <summary>Throws 403 <c>forbidden</c> unless the caller came with an API key that has the permission.</summary>
    public static void EnsureMay(ClaimsPrincipal caller, PermissionOptions names)
    {
        if (!caller.CameByApiKey() || !caller.Permissions().Contains(names.EndUsers, StringComparer.Ordinal))
        {
            throw new AppException(
                ErrorKind.Forbidden, "forbidden", $"The header {Name} needs an API key with the permission {names.EndUsers}.");
        }
    }

    /// <summary>Whether the claim says what the program may do for itself only.</summary>
    public static bool IsWithheld(Claim claim, PermissionOptions names) =>
        claim.Type == Callers.PermissionClaim &&
        (claim.Value == names.Admin || claim.Value == names.EndUsers || claim.Value == names.Priority);
}
