using ArtEngine.Generation.Domain.Batches;

namespace ArtEngine.Generation.Application.Batches.Storage;

/// <summary>Which batches are due for a look. Every method is one transaction, and none costs more when there are more batches.</summary>
internal interface IBatchSchedule
{
    /// <summary>
    /// Open batches that are due for a look, those that wait longest first. The time of their next look is set.
    /// </summary>
    /// <param name="except">Not these.</param>
    /// <param name="paused">Of these only those that are canceled.</param>
    /// <param name="count">So many at most.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<IReadOnlyList<Batch>> TakeDueAsync(
        IReadOnlyCollection<Guid> except, IReadOnlyCollection<Guid> paused, int count, CancellationToken cancellationToken);

    /// <summary>Something happened to a job of the batch.</summary>
    Task CallAsync(Guid id, CancellationToken cancellationToken);
}
