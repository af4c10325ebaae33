using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>The users who ever signed in.</summary>
internal interface IUsers
{
    Task<User?> FindAsync(Guid id, CancellationToken cancellationToken);

    Task<User?> FindAsync(string issuer, string subject, CancellationToken cancellationToken);

    /// <summary>Stores a new user together with the event of it; not one who was erased meanwhile.</summary>
    /// <returns>The user; the one stored by somebody else meanwhile, if there is one.</returns>
    Task<User> AddAsync(User user, CancellationToken cancellationToken);

    Task ChangeAsync(Guid id, Action<User> change, CancellationToken cancellationToken);
}
