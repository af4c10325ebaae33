using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>The users who ever signed in.</summary>
internal interface IUsers
{
    Task<User?> FindAsync(Guid id, CancellationToken cancellationToken);

    Task<User?> FindAsync(string issuer, string subject, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a new user together with the event of it; not one who was erased meanwhile, alone, with their tenant or with whoever vouches
    /// for them.
    /// </summary>
    /// <param name="user">The new user.</param>
    /// <param name="issuedAt">When what they signed in with was made, if it says so: who was erased before may come back.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The user; the one stored by somebody else meanwhile, if there is one.</returns>
    Task<User> AddAsync(User user, DateTimeOffset? issuedAt, CancellationToken cancellationToken);

    /// <summary>Changes the user, and tells when they have another plan by that.</summary>
    Task ChangeAsync(Guid id, Action<User> change, CancellationToken cancellationToken);
}
