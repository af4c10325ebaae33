using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Infrastructure.Identity;

namespace ArtEngine.Users.Infrastructure.Fief;

/// <summary>
/// Reads Fief's access tokens. All its tokens are signed with the same key, so what only access tokens have is asked for:
/// an ID token has no scope and no permissions, a password reset token has neither issuer nor end.
/// </summary>
internal static class FiefClaims
{
    /// <summary>What the token says.</summary>
    /// <exception cref="TokenRefusedException">It is not an access token of Fief.</exception>
    public static TokenClaims Read(JsonElement token) => new(
        Subject: SubjectOf(token),
        Email: null,
        Scopes: Text(token, "scope").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        Permissions: PermissionsOf(token),
        Acr: AcrOf(token));

    private static string SubjectOf(JsonElement token) =>
        Guid.TryParseExact(Text(token, "sub"), "D", out var id) ? id.ToString() : throw Missing("sub");

    private static string AcrOf(JsonElement token)
    {
        var acr = Text(token, "acr");
        return acr is "0" or "1" ? acr : throw Missing("acr");
    }

    private static string Text(JsonElement token, string claim) =>
        token.TextOf(claim) ?? throw Missing(claim);

    private static string[] PermissionsOf(JsonElement token) =>
        token.TryGetProperty("permissions", out var list) && list.ValueKind == JsonValueKind.Array &&
        list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : throw Missing("permissions");

    private static TokenRefusedException Missing(string claim) =>
        new($"It is not an access token of Fief: {claim} is missing or of the wrong kind.");
}
