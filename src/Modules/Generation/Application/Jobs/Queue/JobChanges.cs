using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Jobs.Queue;

/// <summary>Tells whoever waits for it, and the log, that a change of a job was committed.</summary>
internal sealed partial class JobChanges(IQueueOutlook outlook, ISignals signals, TimeProvider clock, ILogger<JobChanges> log)
{
    /// <summary>The job is in the queue from now on.</summary>
    public void ReportAccepted(ImageJob job)
    {
        LogAccepted(job.Id, job.UserId, job.WorkflowName);
        Notify(job);
    }

    /// <summary>The job was stored with other properties than before.</summary>
    /// <param name="job">As it is now.</param>
    /// <param name="before">Its status until then.</param>
    public void Report(ImageJob job, JobStatus before)
    {
        if (job.Status != before)
        {
            Log(job);
        }

        Notify(job);
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

    private void Log(ImageJob job)
    {
        var (server, seconds) = (job.Server ?? "none", (clock.GetUtcNow() - job.CreatedAt).TotalSeconds);
        if (job.ErrorCode is { } error)
        {
            LogFault(job.Id, job.UserId, job.WorkflowName, job.Status, server, job.AttemptCount, seconds, error);
        }
        else
        {
            LogChange(job.Id, job.UserId, job.WorkflowName, job.Status, server, job.AttemptCount, seconds);
        }
    }

    private void Notify(ImageJob job)
    {
        outlook.Apply(QueueEntry.Of(job));
        signals.Notify(Topics.Jobs);
        signals.Notify(Topics.Job(job.Id));
        if (job.Status == JobStatus.Canceling)
        {
            signals.Notify(Topics.Cancels);
        }
        else if (job is { Status: JobStatus.Queued, OpenAttemptId: null })
        {
            signals.Notify(Topics.Lanes);
        }
    }

    [LoggerMessage(LogLevel.Information, "Job {JobId} is accepted (user {UserId}, workflow {Workflow})")]
    private partial void LogAccepted(Guid jobId, Guid userId, string workflow);

    [LoggerMessage(
        LogLevel.Information,
        "Job {JobId} is {Status} (user {UserId}, workflow {Workflow}, server {Server}, attempts {Attempts}, " +
        "{Seconds:0.000} s after it came)")]
    private partial void LogChange(
        Guid jobId, Guid userId, string workflow, JobStatus status, string server, int attempts, double seconds);

    [LoggerMessage(
        LogLevel.Information,
        "Job {JobId} is {Status}: {Error} (user {UserId}, workflow {Workflow}, server {Server}, attempts {Attempts}, " +
        "{Seconds:0.000} s after it came)")]
    private partial void LogFault(
        Guid jobId, Guid userId, string workflow, JobStatus status, string server, int attempts, double seconds, string error);
}
