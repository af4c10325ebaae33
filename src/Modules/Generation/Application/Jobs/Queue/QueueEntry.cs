using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.Generation.Application.Jobs.Queue;

/// <summary>What the queue is made of: as much of a job as its place and its expected end depend on.</summary>
/// <param name="Id">The job.</param>
/// <param name="UserId">Its owner.</param>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="Place">Where it stands among those of its turn.</param>
/// <param name="Status">Its status.</param>
/// <param name="Revision">Of two entries of a job the one with the higher revision is newer.</param>
internal sealed record QueueEntry(Guid Id, Guid UserId, string Workflow, QueuePlace Place, JobStatus Status, int Revision)
{
    /// <summary>Whose turn it is when a server takes the job.</summary>
    public Guid TurnId { get; init; } = UserId;

    /// <summary>The server of the last attempt.</summary>
    public string? Server { get; init; }

    /// <summary>Whether that server has it.</summary>
    public bool IsAtServer { get; init; }

    /// <summary>When the render began, UTC; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How long the render took, in milliseconds; null before its end.</summary>
    public long? ExecutionMs { get; init; }

    /// <summary>How long such renders took when this was seen first; null when none was measured.</summary>
    public double? ExpectedSeconds { get; init; }

    public bool Waits => Status == JobStatus.Queued;

    /// <summary>Whether it waits for a server to take it.</summary>
    public bool IsFree => Waits && !IsAtServer;

    public bool HasEnded => Status is not (JobStatus.Queued or JobStatus.Running or JobStatus.Canceling);

    public static QueueEntry Of(ImageJob job) =>
        new(job.Id, job.UserId, job.WorkflowName, new(job.Rank, job.Priority, job.Sequence), job.Status, job.Revision)
        {
            TurnId = job.TurnId,
            Server = job.Server,
            IsAtServer = job.OpenAttemptId is not null,
            StartedAt = job.StartedAt,
            ExecutionMs = job.ExecutionMs,
        };
}
