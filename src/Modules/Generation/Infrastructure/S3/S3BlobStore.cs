using System.Buffers;
using ArtEngine.Generation.Application.Library.Storage;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>Keeps outputs as objects of one bucket.</summary>
internal sealed partial class S3BlobStore(S3Bucket bucket, S3Links links, ILogger<S3BlobStore> log) : IBlobStore
{
    /// <summary>All that is held of a file at any time. Smaller files go in one request; S3 wants parts of at least 5 MiB.</summary>
    private const int PartSize = 8 * 1024 * 1024;

    /// <summary>A million objects; whoever deletes looks again.</summary>
    private const int MaxDeletedPages = 1_000;

    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(5);

    public async Task SaveAsync(string key, Stream content, string contentType, CancellationToken cancellationToken, long? length = null)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PartSize);
        var count = await FillAsync(buffer, content, cancellationToken);
        if (count < PartSize)
        {
            await bucket.PutAsync(key, new MemoryStream(buffer, 0, count), contentType, cancellationToken);
        }
        else
        {
            await SavePartsAsync(key, buffer, content, contentType, cancellationToken);
        }

        // Only when all went well: a request that failed may read from it still.
        ArrayPool<byte>.Shared.Return(buffer);
    }

    public async Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) =>
        await bucket.FindAsync(key, cancellationToken) is { } entry ? new S3ObjectStream(bucket, entry) : null;

    public async Task<int> DeleteAllAsync(string prefix, CancellationToken cancellationToken)
    {
        // One by one: deleting many in one request wants a checksum header that not every server knows.
        var objects = await DeletePagesAsync(token => bucket.ListAsync(prefix, token), bucket.DeleteAsync, cancellationToken);
        var uploads = await DeletePagesAsync(token => bucket.ListUploadsAsync(prefix, token), bucket.AbortAsync, cancellationToken);
        return objects + uploads;
    }

    public async Task<int> DeleteAllExceptAsync(string prefix, IReadOnlySet<string> kept, CancellationToken cancellationToken)
    {
        var count = 0;
        string? last = null;
        while (await bucket.ListAfterAsync(prefix, last, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var key in page.Where(key => !kept.Contains(key)))
            {
                await bucket.DeleteAsync(key, cancellationToken);
                count++;
            }

            last = page[^1];
        }

        return count + await DeletePagesAsync(token => bucket.ListUploadsAsync(prefix, token), bucket.AbortAsync, cancellationToken);
    }

    /// <summary>The bucket may be shared: what is stored here lies below the id of a user.</summary>
    public async Task<int> DeleteUnfinishedAsync(DateTimeOffset begunBefore, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var upload in await bucket.ListUploadsAsync("", cancellationToken))
        {
            if (upload.BegunAt < begunBefore && Guid.TryParse(upload.Key.Split('/')[0], out _))
            {
                await bucket.AbortAsync(upload, cancellationToken);
                count++;
            }
        }

        return count;
    }

    public Uri? LinkTo(BlobLink output) => links.To(output);

    /// <summary>Always the first page, because what was on it is gone then; not for ever, should a server not do what it says.</summary>
    private static async Task<int> DeletePagesAsync<T>(
        Func<CancellationToken, Task<IReadOnlyList<T>>> list, Func<T, CancellationToken, Task> delete, CancellationToken cancellationToken)
    {
        var count = 0;
        var aFew = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };
        for (var page = 0; page < MaxDeletedPages && await list(cancellationToken) is { Count: > 0 } found; page++)
        {
            await Parallel.ForEachAsync(found, aFew, async (one, token) => await delete(one, token));
            count += found.Count;
        }

        return count;
    }

    private async Task SavePartsAsync(string key, byte[] buffer, Stream content, string contentType, CancellationToken cancellationToken)
    {
        var upload = await bucket.BeginAsync(key, contentType, cancellationToken);
        try
        {
            for (var count = PartSize; count > 0; count = await FillAsync(buffer, content, cancellationToken))
            {
                await bucket.AddPartAsync(upload, new MemoryStream(buffer, 0, count), cancellationToken);
            }

            await bucket.CompleteAsync(upload, cancellationToken);
        }
        catch
        {
            await AbortAsync(upload);
            throw;
        }
    }

    /// <summary>Parts of an upload that nobody completes take space for ever.</summary>
    private async Task AbortAsync(S3Upload upload)
    {
        using var patience = new CancellationTokenSource(AbortPatience);
        try
        {
            await bucket.AbortAsync(upload, patience.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            AbortFailed(upload.Key, upload.Id, exception.Message);
        }
    }

    private static ValueTask<int> FillAsync(byte[] buffer, Stream content, CancellationToken cancellationToken) =>
        content.ReadAtLeastAsync(buffer.AsMemory(0, PartSize), PartSize, throwOnEndOfStream: false, cancellationToken);

    [LoggerMessage(LogLevel.Warning, "The parts of the upload {UploadId} of {Key} could not be removed from the S3 server: {Reason}")]
    private partial void AbortFailed(string key, string uploadId, string reason);
}
