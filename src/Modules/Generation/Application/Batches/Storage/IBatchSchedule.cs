using ArtEngine.Generation.Domain.Batches;

namespace ArtEngine.Generation.Application.Batches.Storage;

/// <summary>Which batches are due for a look. Every method is one transaction, and none costs more when there are more batches.</summary>
internal interface IBatchSchedule
{
    /// <summary>
    /// Open batches that are due for a look, without some, those that wait longest first. The time of their next look is set.
    /// </summary>
    Task<IReadOnlyList<Batch>> TakeDueAsync(IReadOnlyCollection<Guid> except, int count, CancellationToken cancellationToken);

    /// <summary>The look at the batch failed, and the next one comes after the pause. One that was canceled meanwhile stays due.</summary>
    Task PostponeAsync(Batch batch, TimeSpan pause, CancellationToken cancellationToken);

    /// <summary>Something happened to a job of the batch.</summary>
    Task CallAsync(Guid id, CancellationToken cancellationToken);
}
