using ArtEngine.Generation.Application.Library.Storage;

namespace ArtEngine.IntegrationTests.S3;

/// <summary>Takes nothing while it is broken.</summary>
internal sealed class BrokenStore : IBlobStore
{
    private int _refused;

    public bool IsBroken { get; set; } = true;

    /// <summary>How many calls found it broken.</summary>
    public int Refused => _refused;

    public Task SaveAsync(string key, Stream content, string contentType, CancellationToken cancellationToken, long? length = null) =>
        IsBroken ? throw Refusal() : content.CopyToAsync(Stream.Null, cancellationToken);

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => Task.FromResult<Stream?>(null);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => DeleteAllAsync(key, cancellationToken);

    public Task<int> DeleteAllAsync(string prefix, CancellationToken cancellationToken) =>
        IsBroken ? throw Refusal() : Task.FromResult(0);

    public Task<int> DeleteAllExceptAsync(string prefix, IReadOnlySet<string> kept, CancellationToken cancellationToken) =>
        DeleteAllAsync(prefix, cancellationToken);

    public Task<int> DeleteUnfinishedAsync(DateTimeOffset begunBefore, CancellationToken cancellationToken) =>
        DeleteAllAsync("", cancellationToken);

    public Uri? LinkTo(BlobLink output) => null;

    private IOException Refusal()
    {
        Interlocked.Increment(ref _refused);
        return new("Broken.");
    }
}
