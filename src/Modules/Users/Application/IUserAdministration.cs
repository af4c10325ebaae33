using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>What administrators do with users. Every change is one transaction, and open streams hear of it.</summary>
internal interface IUserAdministration
{
    /// <summary>Users with the number of their API keys, newest first.</summary>
    /// <param name="email">Only those with this address; null for all.</param>
    /// <param name="before">Only those who came before this one; null for the first page.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task<IReadOnlyList<(User User, int Keys)>> ListAsync(string? email, Guid? before, int limit, CancellationToken cancellationToken);

    Task<(User User, int Keys)?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <returns>Whether there is such a user.</returns>
    Task<bool> BlockAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Lets somebody in again, also one who was erased while they were blocked.</summary>
    /// <returns>Whether there is, or was, such a user.</returns>
    Task<bool> UnblockAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Deletes all that is known of the user and announces it. Who is blocked stays out for good.</summary>
    /// <returns>Whether there was such a user.</returns>
    Task<bool> EraseAsync(Guid id, CancellationToken cancellationToken);

    /// <returns>How many keys there were; null when there is no such user.</returns>
    Task<int?> RevokeKeysAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Gives the user, with all that is theirs, another issuer and subject.</summary>
    Task<MoveOutcome> MoveAsync(Guid id, string issuer, string subject, bool replace, CancellationToken cancellationToken);
}

/// <summary>What came of a move.</summary>
internal enum MoveOutcome
{
    Moved,

    /// <summary>There is no such user.</summary>
    Unknown,

    /// <summary>Somebody is known by that issuer and subject already, and was not to be replaced.</summary>
    Taken,

    /// <summary>Whoever was known by that issuer and subject was erased and stays out.</summary>
    Erased,
}
