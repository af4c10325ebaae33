namespace ArtEngine.Users.Domain;

/// <summary>All that stays of an erased user: ids, so that neither a valid token nor a late event brings the user back.</summary>
internal sealed class UserTombstone(string subject, Guid? userId, DateTimeOffset erasedAt)
{
    /// <summary>The user's id at the issuer.</summary>
    public string Subject { get; private init; } = subject;

    /// <summary>The id that the user had here; null when nothing was known of them.</summary>
    public Guid? UserId { get; private init; } = userId;

    public DateTimeOffset ErasedAt { get; private init; } = erasedAt;
}
