using System.Text.Json;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Batches;

namespace ArtEngine.Generation.Application.Batches.Views;

/// <summary>A batch and how it is doing.</summary>
/// <param name="Id">The batch's id.</param>
/// <param name="Status"><c>running, completed</c> or <c>canceled</c>.</param>
/// <param name="WorkflowName">The workflow.</param>
/// <param name="Total">How many items it has.</param>
/// <param name="Counts">How many of its jobs stand where.</param>
/// <param name="Metadata">What the caller gave, which each job has, too.</param>
/// <param name="CreatedAt">When it was accepted, UTC.</param>
/// <param name="CompletedAt">When the last of its jobs had ended, UTC; null before.</param>
/// <param name="Urls">Where to go on, relative to the service's address.</param>
internal sealed record BatchView(
    Guid Id, BatchStatus Status, string WorkflowName, int Total, BatchCounts Counts, JsonElement? Metadata, DateTimeOffset CreatedAt,
    DateTimeOffset? CompletedAt, BatchUrls Urls)
{
    public static BatchView Of(Batch batch, BatchTally tally) => new(
        batch.Id,
        batch.CanceledAt is not null ? BatchStatus.Canceled : batch.CompletedAt is null ? BatchStatus.Running : BatchStatus.Completed,
        batch.WorkflowName,
        batch.ItemCount,
        BatchCounts.Of(batch, tally),
        StoredJson.Read(batch.Metadata),
        batch.CreatedAt,
        batch.CompletedAt,
        BatchUrls.Of(batch.Id));
}

/// <summary>Where a batch stands.</summary>
internal enum BatchStatus
{
    Running,
    Completed,
    Canceled,
}

/// <summary>How many jobs of a batch stand where; those that were deleted are not counted.</summary>
/// <param name="Queued">Waiting, in the queue or before it.</param>
/// <param name="Running">At work, or being canceled.</param>
/// <param name="Succeeded">Done.</param>
/// <param name="Failed">Failed or expired.</param>
/// <param name="Canceled">Canceled, those among them that never came into the queue.</param>
internal sealed record BatchCounts(int Queued, int Running, int Succeeded, int Failed, int Canceled)
{
    public static BatchCounts Of(Batch batch, BatchTally tally)
    {
        var before = batch.ItemCount - Math.Max(batch.NextItem, tally.Queued);
        var isCanceled = batch.CanceledAt is not null;
        return new(
            Count(JobStatus.Queued) + (isCanceled ? 0 : before),
            Count(JobStatus.Running) + Count(JobStatus.Canceling),
            Count(JobStatus.Succeeded),
            Count(JobStatus.Failed) + Count(JobStatus.Expired),
            Count(JobStatus.Canceled) + (isCanceled ? before : 0));

        int Count(JobStatus status) => tally.Jobs.GetValueOrDefault(status);
    }
}

/// <summary>Where to go on with a batch, relative to the service's address.</summary>
internal sealed record BatchUrls(string Self, string Items, string Events, string Cancel, string Rerun)
{
    public static BatchUrls Of(Guid id)
    {
        var self = $"/image/batches/{id}";
        return new(self, $"{self}/items", $"{self}/events", $"{self}/cancel", $"{self}/rerun");
    }
}
