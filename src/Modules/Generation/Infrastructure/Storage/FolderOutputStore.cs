using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.Generation.Application;

namespace ArtEngine.Generation.Infrastructure.Storage;

/// <summary>Keeps outputs as files below <c>outputs</c> in the data directory.</summary>
internal sealed class FolderOutputStore(DataOptions data) : IOutputStore
{
    private const string Folder = "outputs";

    public async Task SaveAsync(string key, Stream content, string contentType, CancellationToken cancellationToken)
    {
        // A name of its own until it is whole and on the disk: a crash leaves no half file under the key.
        var path = PathOf(key);
        var unfinished = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous))
            {
                await content.CopyToAsync(file, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        return Task.FromResult<Stream?>(File.Exists(path)
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous)
            : null);
    }

    public Task<int> DeleteAllAsync(string prefix, CancellationToken cancellationToken)
    {
        // Not by PathOf, which would make the folder.
        var folder = Path.Combine([FolderOf(data), .. prefix.Split('/', StringSplitOptions.RemoveEmptyEntries)]);
        if (!Directory.Exists(folder))
        {
            return Task.FromResult(0);
        }

        var count = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            File.Delete(file);
            count++;
        }

        Directory.Delete(folder, recursive: true);
        return Task.FromResult(count);
    }

    public Uri? LinkTo(OutputLink output) => null;

    /// <summary>Where the files lie.</summary>
    public static string FolderOf(DataOptions data) => Path.Combine(data.DataDirectory, Folder);

    private string PathOf(string key) => data.PathOf([Folder, .. key.Split('/')]);
}
