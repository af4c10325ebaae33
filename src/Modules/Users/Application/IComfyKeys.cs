namespace ArtEngine.Users.Application;

/// <summary>The users' keys of comfy.org: nobody is told one but a ComfyUI server.</summary>
internal interface IComfyKeys
{
    /// <summary>Stores the key in place of an earlier one.</summary>
    /// <returns>False when there is no such user any more.</returns>
    Task<bool> SaveAsync(Guid userId, string key, CancellationToken cancellationToken);

    /// <summary>Deletes the key, if there is one.</summary>
    Task DeleteAsync(Guid userId, CancellationToken cancellationToken);

    /// <returns>When the user's own key was stored; null when there is none.</returns>
    Task<DateTimeOffset?> ChangedAtAsync(Guid userId, CancellationToken cancellationToken);

    /// <returns>The user's key, of an end user else the one of who vouches for them; null when there is none.</returns>
    Task<string?> FindAsync(Guid userId, CancellationToken cancellationToken);
}
