using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Domain.Batches;

namespace ArtEngine.Generation.Application.Batches.Views;

internal static class UnknownBatch
{
    /// <summary>The user's batch, or <see cref="AppException"/> <c>unknown_batch</c>.</summary>
    public static async Task<Batch> RequireAsync(this IBatches batches, Guid id, Guid userId, CancellationToken cancellationToken) =>
        await batches.FindAsync(id, userId, cancellationToken) ??
            throw new AppException(ErrorKind.NotFound, "unknown_batch", $"There is no batch {id} of yours.");

    /// <summary>The batch with its counts.</summary>
    public static async Task<BatchView> ViewAsync(this IBatches batches, Batch batch, CancellationToken cancellationToken) =>
        BatchView.Of(batch, await batches.CountAsync(batch.Id, cancellationToken));
}
