using System.Security.Cryptography;
using System.Text;

namespace ArtEngine.Users.Domain;

/// <summary>What signs a user's program in without the issuer. The key itself is not kept, only its hash.</summary>
internal sealed class ApiKey(
    Guid id, Guid userId, string name, string hash, string prefix, IReadOnlyList<string> permissions, DateTimeOffset createdAt,
    DateTimeOffset expiresAt)
{
    /// <summary>What every key begins with.</summary>
    public const string Mark = "ae_";

    private const int RandomBytes = 32;
    private const int ShownCharacters = 11;

    public Guid Id { get; private init; } = id;

    public Guid UserId { get; private init; } = userId;

    /// <summary>Which of the user's places it has: two keys of a user cannot have the same.</summary>
    public int Place { get; private set; }

    public string Name { get; private init; } = name;

    /// <summary>SHA-256 of the key, in hexadecimal: the key is random and long, so nothing slower is needed.</summary>
    public string Hash { get; private init; } = hash;

    /// <summary>The key's first characters, by which its owner knows it.</summary>
    public string Prefix { get; private init; } = prefix;

    public IReadOnlyList<string> Permissions { get; private init; } = permissions;

    public DateTimeOffset CreatedAt { get; private init; } = createdAt;

    public DateTimeOffset ExpiresAt { get; private init; } = expiresAt;

    public DateTimeOffset? LastUsedAt { get; private set; }

    /// <summary>A new key for the user.</summary>
    /// <returns>What is kept, and the key itself, which nobody sees again.</returns>
    public static (ApiKey Kept, string Key) Create(
        Guid userId, string name, IReadOnlyList<string> permissions, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        var key = Draw();
        return (new(Guid.CreateVersion7(now), userId, name, HashOf(key), key[..ShownCharacters], permissions, now, expiresAt), key);
    }

    /// <summary>A key that nobody had before.</summary>
    public static string Draw() => Mark +
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public void Take(int place) => Place = place;

    public void NoteUse(DateTimeOffset now) => LastUsedAt = now;
}
