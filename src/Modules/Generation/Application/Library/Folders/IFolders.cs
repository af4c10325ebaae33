using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Folders;

/// <summary>Users' folders. Every method is one transaction.</summary>
internal interface IFolders
{
    /// <summary>The user's folders by their names; there are never many.</summary>
    Task<IReadOnlyList<Folder>> ListAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>Adds a folder or, when the user has one of its id, gives that one its name and place.</summary>
    /// <returns>What came of it, and the folder as it is now.</returns>
    Task<(FolderOutcome Outcome, Folder Folder)> SaveAsync(Folder folder, bool isNew, CancellationToken cancellationToken);

    /// <summary>Deletes the folder with those in it; what lies there is in no folder from then on.</summary>
    /// <returns>False when it is not there or another user's.</returns>
    Task<bool> RemoveAsync(Guid id, Guid userId, CancellationToken cancellationToken);

    /// <summary>Puts outputs of the user into a folder, or into none with null. Those that are not there are left out.</summary>
    /// <returns>False, with nothing done, when there is no such folder of the user.</returns>
    Task<bool> MoveAsync(IReadOnlyCollection<Guid> outputIds, Guid? folderId, Guid userId, CancellationToken cancellationToken);
}
