using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.Generation.Application.Jobs.Queue;

/// <summary>Tells whoever waits for it that a change of a job was committed.</summary>
internal sealed class JobChanges(IQueueOutlook outlook, ISignals signals)
{
    /// <summary>The job was stored with another status.</summary>
    public void Report(ImageJob job)
    {
        outlook.Apply(QueueEntry.Of(job));
        signals.Notify(Topics.Jobs);
        signals.Notify(Topics.Job(job.Id));
        if (job.Status == JobStatus.Canceling || job is { Status: JobStatus.Queued, OpenAttemptId: null })
        {
            signals.Notify(Topics.Lanes);
        }
    }

    /// <summary>Nothing is left of these jobs.</summary>
    public void ReportDeleted(IReadOnlyList<Guid> jobIds)
    {
        if (jobIds.Count == 0)
        {
            return;
        }

        outlook.Remove(jobIds);
        foreach (var jobId in jobIds)
        {
            signals.Notify(Topics.Job(jobId));
        }

        signals.Notify(Topics.Jobs);
    }

    /// <summary>A server has the job now. Nobody but the queue's forecast depends on that.</summary>
    public void ReportClaim(ImageJob job) => outlook.Apply(QueueEntry.Of(job));
}
