using System.Runtime.InteropServices;

namespace ArtEngine.Generation.Infrastructure.Library;

/// <summary>
/// Makes the names in a folder durable. A file that is flushed is on the disk, but its name is only once its folder is,
/// for which .NET has no call.
/// </summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;

    /// <summary>Flushes the folder and those above it, up to the outermost one; any of them may have been made just now.</summary>
    public static void Flush(string folder, string outermost)
    {
        // Windows keeps names in a journal and takes no handle to a folder here.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        for (var current = folder; current is not null; current = current == outermost ? null : Path.GetDirectoryName(current))
        {
            Flush(current);
        }
    }

    private static void Flush(string folder)
    {
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw Failure(folder);
        }

        var result = Synchronize(descriptor);
        var failure = result == 0 ? null : Failure(folder);
        _ = Close(descriptor);
        if (failure is not null)
        {
            throw failure;
        }
    }

    private static IOException Failure(string folder) =>
        new($"The folder {folder} cannot be flushed to the disk: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
