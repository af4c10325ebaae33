using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Folders;

/// <summary>A folder.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="ParentId">The folder that it is in; null for none.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
internal sealed record FolderView(Guid Id, string Name, Guid? ParentId, DateTimeOffset CreatedAt)
{
    public static FolderView Of(Folder folder) => new(folder.Id, folder.Name, folder.ParentId, folder.CreatedAt);
}

/// <summary>A user's folders.</summary>
/// <param name="Folders">By their names.</param>
internal sealed record FolderList(IReadOnlyList<FolderView> Folders);
