using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.Generation.Application.Library.Storage;

namespace ArtEngine.Generation.Infrastructure.Library;

/// <summary>Keeps outputs as files below <c>outputs</c> in the data directory.</summary>
internal sealed class FolderBlobStore(DataOptions data) : IBlobStore
{
    private const string Folder = "outputs";
    private const string Unfinished = ".part";
    private const int PieceSize = 512 * 1024;

    /// <summary>So many folders of users are remembered.</summary>
    private const int MostNamed = 10_000;

    /// <summary>The folders of users whose names are on the disk.</summary>
    private readonly ConcurrentDictionary<string, bool> _named = new(StringComparer.Ordinal);

    public Task SaveAsync(string key, Stream content, string contentType, CancellationToken cancellationToken, long? length = null) =>
        TryAsync(() => SaveAsync(key, content, cancellationToken));

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) =>
        TryAsync(() => Task.FromResult<Stream?>(Open(PathOf(key))));

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => TryAsync(() => Task.FromResult(Delete(PathOf(key))));

    public Task<int> DeleteAllAsync(string prefix, CancellationToken cancellationToken) =>
        TryAsync(() => Task.FromResult(DeleteFolder(PathOf(prefix), cancellationToken)));

    public Task<int> DeleteAllExceptAsync(string prefix, IReadOnlySet<string> kept, CancellationToken cancellationToken)
    {
        if (kept.Count == 0)
        {
            return DeleteAllAsync(prefix, cancellationToken);
        }

        var stay = kept.Select(PathOf).ToHashSet();
        return TryAsync(() => DeleteAsync(PathOf(prefix), "*", file => !stay.Contains(file), cancellationToken));
    }

    public Task<int> DeleteUnfinishedAsync(DateTimeOffset begunBefore, CancellationToken cancellationToken) => TryAsync(
        () => DeleteAsync(
            FolderOf(data), $"*{Unfinished}", file => File.GetLastWriteTimeUtc(file) < begunBefore.UtcDateTime, cancellationToken));

    public Uri? LinkTo(BlobLink output) => null;

    /// <summary>Where the files lie.</summary>
    public static string FolderOf(DataOptions data) => Path.Combine(data.DataDirectory, Folder);

    private Task<T> TryAsync<T>(Func<Task<T>> work) => FolderRefusal.TranslateAsync(FolderOf(data), work);

    private async Task<bool> SaveAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        // A name of its own until it is whole and on the disk: a crash leaves no half file under the key.
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var unfinished = $"{path}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            await using (var file = new FileStream(
                unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous))
            {
                await CopyAsync(content, file, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
            FlushNames(key, path);
            return true;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static FileStream? Open(string path) => File.Exists(path)
        ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous)
        : null;

    private static bool Delete(string path)
    {
        var isThere = File.Exists(path);
        if (isThere)
        {
            File.Delete(path);
        }

        return isThere;
    }

    private int DeleteFolder(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            return 0;
        }

        var count = Delete(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories), cancellationToken);
        Directory.Delete(folder, recursive: true);
        // What was saved meanwhile may have been there again.
        _named.TryRemove(folder, out _);
        return count;
    }

    /// <summary>One that cannot be deleted keeps no other one: why is thrown when all were tried.</summary>
    private static int Delete(IEnumerable<string> files, CancellationToken cancellationToken)
    {
        var count = 0;
        ExceptionDispatchInfo? refusal = null;
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                File.Delete(file);
                count++;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                refusal = ExceptionDispatchInfo.Capture(exception);
            }
        }

        refusal?.Throw();
        return count;
    }

    /// <summary>Each write to a file costs two changes of threads, however small it is.</summary>
    private static async Task CopyAsync(Stream content, FileStream file, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            while (await content.ReadAtLeastAsync(buffer, PieceSize, throwOnEndOfStream: false, cancellationToken) is var count and > 0)
            {
                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Looking through many folders takes a while, so it is done in the background.</summary>
    private static Task<int> DeleteAsync(string folder, string pattern, Func<string, bool> isLeft, CancellationToken cancellationToken) =>
        Task.Run(
            () => Directory.Exists(folder)
                ? Delete(Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Where(isLeft), cancellationToken)
                : 0,
            cancellationToken);

    private string PathOf(string key) => Path.Combine([FolderOf(data), .. key.Split('/', StringSplitOptions.RemoveEmptyEntries)]);

    /// <summary>The folders further out get a new name only with a user's first file: they are flushed once.</summary>
    private void FlushNames(string key, string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var ofUser = PathOf(key.Split('/')[0]);
        if (ofUser != path && _named.ContainsKey(ofUser))
        {
            FolderSync.Flush(folder, ofUser);
            return;
        }

        FolderSync.Flush(folder, data.DataDirectory);
        if (_named.Count >= MostNamed)
        {
            _named.Clear();
        }

        _named[ofUser] = true;
    }
}
