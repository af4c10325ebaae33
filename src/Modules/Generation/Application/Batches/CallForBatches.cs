using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Batches;

/// <summary>A job of a batch ended: there may be room for more of it, or it may be over.</summary>
internal sealed class CallForBatches(IBatchSchedule schedule) : INotificationHandler<JobEnded>
{
    public Task Handle(JobEnded notification, CancellationToken cancellationToken) =>
        notification.BatchId is { } batchId ? schedule.CallAsync(batchId, cancellationToken) : Task.CompletedTask;
}
