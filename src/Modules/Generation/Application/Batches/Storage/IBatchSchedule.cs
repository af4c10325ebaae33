using ArtEngine.Generation.Domain.Batches;

namespace ArtEngine.Generation.Application.Batches.Storage;

/// <summary>Which batches are to be seen to. Every method is one transaction, and none costs more when there are more batches.</summary>
internal interface IBatchSchedule
{
    /// <summary>Batches that have not ended and whose look is due, those first that wait longest; their next one is set.</summary>
    Task<IReadOnlyList<Batch>> TakeDueAsync(int count, CancellationToken cancellationToken);

    /// <summary>Something happened to a job of the batch.</summary>
    Task CallAsync(Guid id, CancellationToken cancellationToken);
}
