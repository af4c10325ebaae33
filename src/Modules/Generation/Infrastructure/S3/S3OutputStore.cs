using System.Buffers;
using ArtEngine.Generation.Application;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>Keeps outputs as objects of one bucket.</summary>
internal sealed partial class S3OutputStore(S3Bucket bucket, S3Links links, ILogger<S3OutputStore> log) : IOutputStore
{
    /// <summary>All that is held of a file at any time. Smaller files go in one request; S3 wants parts of at least 5 MiB.</summary>
    private const int PartSize = 8 * 1024 * 1024;

    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(5);

    public async Task SaveAsync(string key, Stream content, string contentType, CancellationToken cancellationToken)
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

    public Uri? LinkTo(OutputLink output) => links.To(output);

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
