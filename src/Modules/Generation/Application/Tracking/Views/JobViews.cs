using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Application.Tracking.Queue;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Tracking.Views;

/// <summary>Shows jobs to their owners. A row whose JSON cannot be read does not hide the others: it appears without it.</summary>
internal sealed partial class JobViews(
    IProgressStore progress, LiveQueue queue, WaitReasons waits, OutputLinks links, IDatabaseFaults faults, ILogger<JobViews> log)
{
    /// <summary>The job as its row says, with what this node knows besides.</summary>
    public async ValueTask<JobView> ViewAsync(JobRow job, CancellationToken cancellationToken)
    {
        var (parameters, metadata) = (StoredJson.Read(job.Parameters), StoredJson.Read(job.Metadata));
        if (job.IsWhole && parameters is null)
        {
            CannotBeRead("parameters", job.Id);
        }

        if (job.Metadata is not null && metadata is null)
        {
            CannotBeRead("metadata", job.Id);
        }

        return JobView.Of(await ExplainAsync(job, cancellationToken), parameters ?? StoredJson.Empty, metadata, progress.Find(job.Id));
    }

    /// <summary>The job, and what is expected of it.</summary>
    public async ValueTask<ExplainedJob> ExplainAsync(JobRow job, CancellationToken cancellationToken) => new(
        job,
        job.HasEnded ? default : queue.Find(job),
        // What the job says by itself is told also when the database, which knows the servers, has just gone.
        job.IsFree ? (await faults.TryReadAsync(() => waits.FindAsync(job.Id, job.NeedsKey, cancellationToken))).Value : null,
        links);

    [LoggerMessage(LogLevel.Warning, "The {Column} of job {JobId} cannot be read and are left out of answers")]
    private partial void CannotBeRead(string column, Guid jobId);
}

/// <summary>A job and what is expected of it.</summary>
/// <param name="Job">The job.</param>
/// <param name="Expected">Its place and its end.</param>
/// <param name="WaitReason">Why no server can take it just now, in a sentence; null when one can, or it does not wait.</param>
/// <param name="Links">Signs the addresses of its outputs.</param>
internal sealed record ExplainedJob(JobRow Job, Expectation Expected, string? WaitReason, OutputLinks Links);
