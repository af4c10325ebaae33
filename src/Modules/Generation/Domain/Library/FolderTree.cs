namespace ArtEngine.Generation.Domain.Library;

/// <summary>All folders of a user, and the rules that they keep together.</summary>
internal sealed class FolderTree(IReadOnlyCollection<Folder> folders)
{
    /// <summary>Folders of one user.</summary>
    public const int Most = 1_000;

    /// <summary>A folder in a folder, and so on.</summary>
    public const int Deepest = 20;

    private readonly Dictionary<Guid, Folder> _folders = folders.ToDictionary(folder => folder.Id);

    /// <summary>Whether a folder may be, or be moved, there.</summary>
    /// <param name="id">The folder, which may be a new one.</param>
    /// <param name="parentId">The folder that it is to be in; null for none.</param>
    /// <param name="name">What it is to be called.</param>
    public FolderOutcome Judge(Guid id, Guid? parentId, string name)
    {
        var above = Above(parentId).ToList();
        return parentId is { } parent && !_folders.ContainsKey(parent) ? FolderOutcome.UnknownParent
            : parentId == id || above.Exists(folder => folder.Id == id) ? FolderOutcome.InItself
            : above.Count + Height(id) > Deepest ? FolderOutcome.TooDeep
            : !_folders.ContainsKey(id) && _folders.Count >= Most ? FolderOutcome.TooMany
            : _folders.Values.Any(other => other.Id != id && other.ParentId == parentId && other.Name == name) ? FolderOutcome.NameTaken
            : FolderOutcome.Done;
    }

    /// <summary>The folder and all that are in it, at any depth.</summary>
    public IReadOnlyList<Guid> Within(Guid id)
    {
        List<Guid> found = [id];
        for (var at = 0; at < found.Count; at++)
        {
            found.AddRange(_folders.Values.Where(folder => folder.ParentId == found[at]).Select(folder => folder.Id));
        }

        return found;
    }

    /// <summary>The folder itself, the one that it is in, and so on.</summary>
    private IEnumerable<Folder> Above(Guid? id)
    {
        for (var folder = Find(id); folder is not null; folder = Find(folder.ParentId))
        {
            yield return folder;
        }
    }

    /// <summary>How many folders stand below one another from this one on, itself included.</summary>
    private int Height(Guid id) => 1 + _folders.Values.Where(folder => folder.ParentId == id).Select(folder => Height(folder.Id))
        .DefaultIfEmpty(0).Max();

    private Folder? Find(Guid? id) => id is { } known ? _folders.GetValueOrDefault(known) : null;
}

/// <summary>The result of a change of a folder.</summary>
internal enum FolderOutcome
{
    Done,
    UnknownFolder,
    UnknownParent,
    InItself,
    TooDeep,
    TooMany,
    NameTaken,
}
