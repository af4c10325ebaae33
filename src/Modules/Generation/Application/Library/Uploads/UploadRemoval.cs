using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Domain.Library;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Library.Uploads;

/// <summary>
/// Deletes pictures that are marked for it: the bytes, then the row. What is interrupted is found by <see cref="SweepUploadsCommand"/>.
/// </summary>
internal sealed partial class UploadRemoval(IUploads uploads, IBlobStore store, ILogger<UploadRemoval> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>False when the store could not do its part.</returns>
    public async Task<bool> TryRemoveAsync(Upload upload, CancellationToken cancellationToken)
    {
        try
        {
            await store.DeleteAllAsync(upload.StoragePrefix, cancellationToken);
            await uploads.RemoveAsync(upload.Id, cancellationToken);
            return true;
        }
        catch (IOException exception)
        {
            NotRemoved(upload.Id, exception.Message);
            return false;
        }
    }

    /// <summary>The same for what did not arrive whole, whatever the caller does meanwhile.</summary>
    public async Task DiscardAsync(Upload upload)
    {
        using var soon = new CancellationTokenSource(Patience);
        try
        {
            // It may have been stored although the answer was lost.
            if (await uploads.MarkForDeletionUnlessKeptAsync(upload, soon.Token))
            {
                await TryRemoveAsync(upload, soon.Token);
            }
        }
        catch (Exception exception)
        {
            // The caller is told why the picture did not arrive, not this.
            NotRemoved(upload.Id, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The input picture {UploadId} could not be deleted; it is tried again: {Reason}")]
    private partial void NotRemoved(Guid uploadId, string reason);
}
