using System.Text.Json;

namespace ArtEngine.Users.Infrastructure.Identity;

/// <summary>Reads the tokens of issuers of all kinds, by the names that the settings give.</summary>
internal static class OidcClaims
{
    private const int LongestSubject = 255;
    private const int LongestEmail = 320;
    private const int LongestPlan = 50;

    // Hashes over the tokens beside it, or Keycloak's own word for it: only an ID token has these.
    private static readonly string[] OfIdTokens = ["at_hash", "c_hash"];
    private static readonly string[] NotForServices = ["ID", "Refresh", "Logout"];

    /// <summary>What the token says.</summary>
    /// <exception cref="TokenRefusedException">It is not an access token, or lacks what one needs.</exception>
    public static TokenClaims Read(JsonElement token, OidcIssuer names)
    {
        var required = names.RequiredClaims.Count > 0 ? names.RequiredClaims : [names.ScopeClaim];
        if (required.FirstOrDefault(name => Find(token, name) is null or { ValueKind: JsonValueKind.Null }) is { } missing)
        {
            throw new TokenRefusedException($"It has no claim {missing}: it may be an ID token, where an access token is needed.");
        }

        if (OfIdTokens.Any(name => token.TryGetProperty(name, out _)) ||
            (TextOf(token, "typ") is { } type && NotForServices.Contains(type)) ||
            TextOf(token, "token_use") is "id" or "refresh_token")
        {
            throw new TokenRefusedException("It is not an access token.");
        }

        return TextOf(token, names.SubjectClaim) is { Length: > 0 and <= LongestSubject } subject
            ? new(
                subject,
                EmailOf(token, names.EmailClaim),
                WordsOf(token, names.ScopeClaim),
                PermissionsOf(token, names.PermissionsClaim),
                TextOf(token, "acr"))
            {
                Plan = names.PlanClaim is { } claim && TextOf(token, claim) is { Length: > 0 and <= LongestPlan } plan ? plan : null,
            }
            : throw new TokenRefusedException("It names no subject.");
    }

    private static string? EmailOf(JsonElement token, string claim) =>
        TextOf(token, claim) is { Length: > 0 and <= LongestEmail } email ? email : null;

    private static string? TextOf(JsonElement token, string claim) =>
        Find(token, claim) is { ValueKind: JsonValueKind.String } value && value.GetString() is { } text &&
        !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : null;

    private static string[] WordsOf(JsonElement token, string claim) => Find(token, claim) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        { ValueKind: JsonValueKind.Array } list =>
            [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
        _ => [],
    };

    // Zitadel writes a user's roles as the keys of an object; what stands behind one says where it was granted.
    private static string[] PermissionsOf(JsonElement token, string claim) =>
        Find(token, claim) is { ValueKind: JsonValueKind.Object } roles
        ? [.. roles.EnumerateObject().Where(role => role.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False))
            .Select(role => role.Name)]
        : WordsOf(token, claim);

    // Names may hold dots themselves, as those that are addresses do: the whole name comes first.
    private static JsonElement? Find(JsonElement token, string path)
    {
        if (token.TryGetProperty(path, out var whole))
        {
            return whole;
        }

        var place = token;
        foreach (var step in path.Split('.'))
        {
            if (place.ValueKind != JsonValueKind.Object || !place.TryGetProperty(step, out place))
            {
                return null;
            }
        }

        return place;
    }
}
