namespace ArtEngine.Users.Domain;

/// <summary>A user's key of comfy.org, encrypted.</summary>
internal sealed class ComfyKey(Guid userId)
{
    public Guid UserId { get; private init; } = userId;

    public byte[] Encrypted { get; private set; } = [];

    public DateTimeOffset ChangedAt { get; private set; }

    public void Change(byte[] encrypted, DateTimeOffset now) => (Encrypted, ChangedAt) = (encrypted, now);
}
