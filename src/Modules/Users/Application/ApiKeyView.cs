using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>An API key as its owner sees it.</summary>
/// <param name="Id">By which it is deleted.</param>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Prefix">Its first characters.</param>
/// <param name="Permissions">What it may do, by the issuer's names.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">From then on it is refused, UTC.</param>
/// <param name="LastUsedAt">To the minute, UTC; null when never.</param>
internal sealed record ApiKeyView(
    Guid Id, string Name, string Prefix, IReadOnlyList<string> Permissions, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt,
    DateTimeOffset? LastUsedAt)
{
    public static ApiKeyView Of(ApiKey key) =>
        new(key.Id, key.Name, key.Prefix, key.Permissions, key.CreatedAt, key.ExpiresAt, key.LastUsedAt);
}
