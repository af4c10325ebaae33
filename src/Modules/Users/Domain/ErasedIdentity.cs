namespace ArtEngine.Users.Domain;

/// <summary>
/// All that stays of a user who was erased here, by an administrator or by themselves. Tokens from before are refused; with a newer
/// one they come back as somebody new, unless they were blocked.
/// </summary>
internal sealed class ErasedIdentity(string issuer, string subject, Guid userId, DateTimeOffset erasedAt, bool isBlocked)
{
    public string Issuer { get; private init; } = issuer;

    /// <summary>The user's id at the issuer.</summary>
    public string Subject { get; private init; } = subject;

    /// <summary>The id that the user had here.</summary>
    public Guid UserId { get; private set; } = userId;

    public DateTimeOffset ErasedAt { get; private set; } = erasedAt;

    /// <summary>Whether they stay out for good.</summary>
    public bool IsBlocked { get; private set; } = isBlocked;

    public void Unblock() => IsBlocked = false;

    public void EraseAgain(Guid userId, DateTimeOffset now, bool isBlocked) =>
        (UserId, ErasedAt, IsBlocked) = (userId, now, isBlocked);
}
