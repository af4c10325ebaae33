using ArtEngine.Generation.Application.Library.Storage;

namespace ArtEngine.UnitTests.Generation.Application;

internal sealed class MemoryStore : IBlobStore
{
    public Dictionary<string, byte[]> Objects { get; } = [];

    public bool IsFull { get; set; }

    /// <summary>What begins so cannot be deleted.</summary>
    public string? Stuck { get; set; }

    public Exception Fault { get; set; } = new IOException("The store is away");

    /// <summary>Keeps files from being stored until it is done.</summary>
    public Task Saving { get; set; } = Task.CompletedTask;

    /// <summary>How often something was to be stored.</summary>
    public int Saves { get; private set; }

    public async Task SaveAsync(string key, Stream content, string contentType, CancellationToken cancellationToken, long? length = null)
    {
        Saves++;
        if (IsFull)
        {
            throw new IOException("No space left on device");
        }

        await Saving;
        var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        Objects[key] = copy.ToArray();
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) =>
        IsFull ? throw new IOException("The store is away") : Task.FromResult<Stream?>(
            Objects.TryGetValue(key, out var bytes) ? new MemoryStream(bytes) : null);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        IsFull ? throw new IOException("The store is away") : Task.FromResult(Objects.Remove(key));

    public Task<int> DeleteAllAsync(string prefix, CancellationToken cancellationToken)
    {
        var keys = Objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        return IsFull || IsStuck(prefix) ? throw Fault : Task.FromResult(keys.Count(Objects.Remove));
    }

    public Task<int> DeleteAllExceptAsync(string prefix, IReadOnlySet<string> kept, CancellationToken cancellationToken)
    {
        var keys = Objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && !kept.Contains(key)).ToList();
        return IsFull || IsStuck(prefix) ? throw Fault : Task.FromResult(keys.Count(Objects.Remove));
    }

    public Task<int> DeleteUnfinishedAsync(DateTimeOffset begunBefore, CancellationToken cancellationToken) => Task.FromResult(0);

    public Uri? LinkTo(BlobLink output) => null;

    private bool IsStuck(string prefix) => Stuck is not null && prefix.StartsWith(Stuck, StringComparison.Ordinal);
}
