namespace ArtEngine.Workflows.Infrastructure.Files;

/// <summary>Where a path really leads once every link on the way is followed.</summary>
internal static class RealPath
{
    private const int MaxLinks = 40;

    /// <summary>The path without links, whether or not anything is there; null when links go round in circles.</summary>
    public static string? Of(string path)
    {
        var links = 0;
        var resolved = Path.GetPathRoot(path)!;
        var rest = Parts(path);
        while (rest.TryPop(out var part))
        {
            var next = Path.Combine(resolved, part);
            if (LinkTargetOf(new(next)) is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                return null;
            }

            // The target may itself lie behind links: start again at its root.
            var aim = Path.GetFullPath(target, resolved);
            resolved = Path.GetPathRoot(aim)!;
            rest = Parts(Path.Combine([aim, .. rest]));
        }

        return resolved;
    }

    /// <summary>Where a link leads; null for what is none. What else is asked about the file costs nothing more.</summary>
    public static string? LinkTargetOf(FileInfo file)
    {
        try
        {
            return file.Attributes.HasFlag(FileAttributes.ReparsePoint) ? file.LinkTarget : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Its name is too long, or nobody may look there: whoever asks then whether it exists hears that it does not.
            return null;
        }
    }

    /// <summary>Whether one of the folders that a name goes through below this folder is a link. The list does not go into such.</summary>
    public static bool IsBehindLink(string folder, string name)
    {
        if (!name.Contains('/'))
        {
            return false;
        }

        var parent = Path.GetDirectoryName(Path.Combine(Of(folder) ?? folder, name));
        return Of(parent!) != parent;
    }

    public static bool IsInside(string folder, string path) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static Stack<string> Parts(string path) => new(
        path[Path.GetPathRoot(path)!.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
}
