namespace ArtEngine.BuildingBlocks.Infrastructure.Configuration;

/// <summary>Files that nobody but the user of the service may read: keys, tokens, databases.</summary>
public static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Options for a stream that makes the file, if it does, for its owner alone.</summary>
    public static FileStreamOptions Options(FileMode mode, FileAccess access, FileShare share = FileShare.Read)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    /// <summary>Writes the text; the file is there whole or not at all, whenever the process ends.</summary>
    public static void Write(string path, string text)
    {
        var unfinished = $"{path}.part";
        File.Delete(unfinished);
        using (var writer = new StreamWriter(unfinished, Options(FileMode.CreateNew, FileAccess.Write)))
        {
            writer.Write(text);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Makes the file, empty, if it is not there, and takes the rights of others away from it.</summary>
    public static void Ensure(string path)
    {
        using (new FileStream(path, Options(FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite)))
        {
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }
}
