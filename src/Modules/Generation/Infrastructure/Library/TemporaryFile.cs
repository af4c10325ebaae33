namespace ArtEngine.Generation.Infrastructure.Library;

/// <summary>A file on the local disk without a name, which is gone when the stream is disposed of or the process dies.</summary>
internal static class TemporaryFile
{
    public static FileStream Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"art-engine-{Guid.NewGuid():N}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = Open(path, options);
        // Not only on close: a process that is killed closes nothing in an orderly way.
        File.Delete(path);
        return file;
    }

    private static FileStream Open(string path, FileStreamOptions options)
    {
        try
        {
            return new(path, options);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw FolderRefusal.Translate(Path.GetTempPath(), exception);
        }
    }
}
