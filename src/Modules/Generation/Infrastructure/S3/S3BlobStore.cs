using System.Buffers;
using ArtEngine.Generation.Application.Library.Storage;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>Keeps outputs as objects of one bucket.</summary>
internal sealed class S3BlobStore(S3Options options, S3Bucket bucket, S3Objects objects, S3Links links) : IBlobStore
{
    /// <summary>Files below go from memory, which makes a second try possible. It is all that is held of a file at any time.</summary>
    private const int Small = 8 * 1024 * 1024;

    /// <summary>Keys that one request deletes.</summary>
    private const int BatchSize = 1_000;

    /// <summary>Not for ever, should a server not do what it says; whoever deletes looks again.</summary>
    private const int MostDeleted = 1_000_000;

    private const int MostUploads = 10_000;

    public async Task SaveAsync(string key, Stream content, string contentType, CancellationToken cancellationToken, long? length = null)
    {
        S3Spool.EnsureFits(length ?? 0, options.LargestPut);
        var buffer = ArrayPool<byte>.Shared.Rent(Small);
        var count = await content.ReadAtLeastAsync(buffer.AsMemory(0, Small), Small, throwOnEndOfStream: false, cancellationToken);
        var head = buffer.AsMemory(0, count);
        if (count < Small)
        {
            await PutAsync(key, new S3Content(head), contentType, cancellationToken);
        }
        else if (length is { } known)
        {
            await PutAsync(key, new S3Content(head, content, known), contentType, cancellationToken);
        }
        else
        {
            await using var file = await S3Spool.FillAsync(head, content, options.LargestPut, cancellationToken);
            await PutAsync(key, new S3Content(head: default, file, file.Length), contentType, cancellationToken);
        }

        // Only when all went well: a request that failed may read from it still.
        ArrayPool<byte>.Shared.Return(buffer);
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) => objects.OpenAsync(key, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => bucket.DeleteAsync([key], cancellationToken);

    public Task<int> DeleteAllAsync(string prefix, CancellationToken cancellationToken) =>
        DeleteAllExceptAsync(prefix, new HashSet<string>(), cancellationToken);

    public async Task<int> DeleteAllExceptAsync(string prefix, IReadOnlySet<string> kept, CancellationToken cancellationToken)
    {
        var count = 0;
        var keys = bucket.ListAsync(prefix, cancellationToken).Where(key => !kept.Contains(key)).Take(MostDeleted);
        await foreach (var batch in keys.Chunk(BatchSize).WithCancellation(cancellationToken))
        {
            await bucket.DeleteAsync(batch, cancellationToken);
            count += batch.Length;
        }

        return count + await AbortAsync(prefix, _ => true, cancellationToken);
    }

    /// <summary>The bucket may be shared: what is stored here lies below the id of a user.</summary>
    public Task<int> DeleteUnfinishedAsync(DateTimeOffset begunBefore, CancellationToken cancellationToken) => AbortAsync(
        prefix: "", upload => upload.BegunAt < begunBefore && Guid.TryParse(upload.Key.Split('/')[0], out _), cancellationToken);

    public Uri? LinkTo(BlobLink output) => links.To(output);

    private async Task PutAsync(string key, S3Content content, string contentType, CancellationToken cancellationToken)
    {
        using (content)
        {
            await objects.PutAsync(key, content, contentType, cancellationToken);
        }
    }

    /// <summary>None are begun any more. Versions before this one sent large files in parts, and may have left some.</summary>
    private async Task<int> AbortAsync(string prefix, Func<S3Upload, bool> isLeft, CancellationToken cancellationToken)
    {
        var left = await bucket.ListUploadsAsync(prefix, cancellationToken).Take(MostUploads).Where(isLeft).ToListAsync(cancellationToken);
        foreach (var key in left.Select(upload => upload.Key).Distinct())
        {
            await bucket.AbortAsync(key, cancellationToken);
        }

        return left.Count;
    }
}
