using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>
/// What the issuer tells of its users, as it is stored. Every method is one transaction, and no two of them run at once:
/// whichever of a deletion and a change comes second sees the first.
/// </summary>
internal interface IUserDirectorySync
{
    /// <summary>Stores the state unless a newer one is known or the user is erased; a user who is not known yet is added.</summary>
    /// <param name="told">What the issuer told.</param>
    /// <param name="mayReread">Whether to ask for a re-read when the state is <see cref="ProfileChange.Unsettled"/>.</param>
    /// <param name="cancellationToken">Ends it with nothing stored.</param>
    Task<ProfileChange> TakeOverAsync(IssuerProfile told, bool mayReread, CancellationToken cancellationToken);

    /// <summary>What <see cref="TakeOverAsync"/> would do now.</summary>
    Task<ProfileChange> PreviewAsync(IssuerProfile told, CancellationToken cancellationToken);

    /// <summary>Deletes all that is known of the user, leaves a tombstone and announces it; also for one who was never known.</summary>
    /// <returns>Whether the user was not erased before.</returns>
    Task<bool> EraseAsync(string subject, CancellationToken cancellationToken);

    /// <summary>Erases some users of the tenant; after the first call nobody of it comes in any more.</summary>
    /// <param name="tenantId">The tenant's id at the issuer.</param>
    /// <param name="issuer">The tenant's own issuer, for those who are known from their sign-in only; null when it is shared.</param>
    /// <param name="cancellationToken">Ends it with nothing stored.</param>
    /// <returns>How many; 0 when nobody is left.</returns>
    Task<int> EraseSomeOfAsync(Guid tenantId, string? issuer, CancellationToken cancellationToken);

    /// <summary>Makes sure that what was erased is gone from the files of the database too, where these would keep it.</summary>
    Task ForgetErasedAsync(CancellationToken cancellationToken);

    /// <summary>The ids at the issuer of all users known here who can be its users, in order, from behind the given one.</summary>
    Task<IReadOnlyList<string>> SubjectsAsync(string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Tells the other modules what a reconciliation found.</summary>
    Task AnnounceAsync(Reconciliation result, bool isDryRun, CancellationToken cancellationToken);
}

/// <summary>The users whose state is to be asked of the issuer.</summary>
internal interface IPendingRefreshes
{
    /// <summary>Those whose time has come.</summary>
    Task<IReadOnlyList<PendingRefresh>> DueAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Whether any wait, due or not.</summary>
    Task<bool> AnyAsync(CancellationToken cancellationToken);

    /// <summary>It is settled, unless it was requested again meanwhile.</summary>
    Task SettleAsync(PendingRefresh reread, CancellationToken cancellationToken);

    /// <summary>The issuer could not be asked.</summary>
    Task PostponeAsync(PendingRefresh reread, CancellationToken cancellationToken);
}

/// <summary>
/// The issuer's own list of users. When it cannot be read, methods throw <see cref="UserDirectoryUnavailableException"/>.
/// </summary>
internal interface IUserDirectory
{
    /// <summary>Whether the settings say how to read it.</summary>
    bool IsConfigured { get; }

    /// <summary>The user's state now; null when the issuer says that there is no such user.</summary>
    Task<DirectoryUser?> FindAsync(string subject, CancellationToken cancellationToken);

    /// <summary>One page of all users; empty behind the last one.</summary>
    Task<IReadOnlyList<DirectoryUser>> ListAsync(int skip, CancellationToken cancellationToken);
}

/// <summary>A user in the issuer's list.</summary>
/// <param name="Subject">The user's id.</param>
/// <param name="Profile">The state; null when users of this tenant may not come here, so that nothing of it is to be kept.</param>
internal sealed record DirectoryUser(string Subject, IssuerProfile? Profile);

/// <summary>The issuer did not answer, or not as it should. The message holds nothing of any user.</summary>
internal sealed class UserDirectoryUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>How the issuer's messages are checked and read.</summary>
internal interface IWebhookFormat
{
    /// <summary>Whether the issuer signed these bytes, a moment ago.</summary>
    bool IsGenuine(string signature, string timestamp, ReadOnlySpan<byte> body);

    /// <summary>What the message tells; throws a malformed <see cref="BuildingBlocks.AppException"/> when it cannot be read.</summary>
    IssuerEvent Read(ReadOnlyMemory<byte> body);
}

/// <summary>What a message of the issuer tells.</summary>
internal abstract record IssuerEvent
{
    /// <summary>A user as they are now.</summary>
    public sealed record Changed(string Type, DirectoryUser User) : IssuerEvent;

    public sealed record Deleted(string Subject) : IssuerEvent;

    /// <summary>A tenant is gone with all its users.</summary>
    public sealed record TenantDeleted(Guid TenantId, string? Issuer) : IssuerEvent;

    /// <summary>Nothing that matters here.</summary>
    public sealed record Other : IssuerEvent;
}

/// <summary>How far users may be erased without being asked for one by one.</summary>
/// <param name="MaxErasures">Percent of the users known here.</param>
/// <param name="IsDryRun">Whether to only look.</param>
internal sealed record ReconciliationRules(int MaxErasures, bool IsDryRun);

/// <summary>The names of the wake-ups of this module.</summary>
internal static class UserTopics
{
    /// <summary>Somebody is to be asked of the issuer.</summary>
    public const string PendingRefreshes = "users:rereads";
}
