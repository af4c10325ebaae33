using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>The users' API keys.</summary>
internal interface IApiKeys
{
    /// <summary>Stores a key in one of the user's places, and clears those of expired keys.</summary>
    /// <param name="key">The new key.</param>
    /// <param name="places">How many keys a user may have.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Whether there was a free place.</returns>
    Task<bool> AddAsync(ApiKey key, int places, CancellationToken cancellationToken);

    /// <summary>The user's keys, newest first.</summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(Guid userId, CancellationToken cancellationToken);

    /// <returns>Whether the user had such a key.</returns>
    Task<bool> DeleteAsync(Guid userId, Guid id, CancellationToken cancellationToken);

    /// <summary>Notes that the key was used just now; a key that is gone meanwhile is no error.</summary>
    Task NoteUseAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken);
}
