using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>
/// What the issuer tells of its users, as it is stored. Every method is one transaction, and no two of them run at once:
/// whichever of a deletion and a change comes second sees the first.
/// </summary>
internal interface IUserDirectorySync
{
    /// <summary>Stores the state unless a newer one is known, or the user is erased or never came here.</summary>
    /// <param name="told">What the issuer told.</param>
    /// <param name="mayRefresh">Whether to ask for a re-read when the state is <see cref="ProfileChange.Unsettled"/>.</param>
    /// <param name="cancellationToken">Ends it with nothing stored.</param>
    Task<ProfileChange> TakeOverAsync(IssuerProfile told, bool mayRefresh, CancellationToken cancellationToken);

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
    Task AddToOutboxAsync(Reconciliation result, bool isDryRun, CancellationToken cancellationToken);
}
