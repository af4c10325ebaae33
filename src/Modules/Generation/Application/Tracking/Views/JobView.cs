using System.Text.Json;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.Generation.Application.Tracking.Views;

/// <summary>A job as its owner sees it.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="WorkflowName">The workflow's name, without <c>.json</c>.</param>
/// <param name="WorkflowVersion">The first 12 hex digits of the SHA-256 over the workflow's files at acceptance.</param>
/// <param name="Parameters">Every parameter with the value used, drawn seeds included.</param>
/// <param name="Priority">Higher is served first; 0 unless given.</param>
/// <param name="Metadata">What the caller gave along; null when nothing.</param>
/// <param name="CreatedAt">When it was accepted, UTC.</param>
/// <param name="StartedAt">When a server began to render it, UTC; null before.</param>
/// <param name="CompletedAt">When it ended, UTC; null before.</param>
/// <param name="ExpiresAt">When it is deleted with its outputs, UTC; null when it is kept, and in the first seconds after its end.</param>
/// <param name="QueuePosition">1 is next; null when it does not wait.</param>
/// <param name="WaitReason">Why no server can take it yet, in a sentence; null when one can, as far as is known.</param>
/// <param name="EtaSeconds">Seconds until it is expected to be done; null when not known.</param>
/// <param name="Progress">How far the render is; null when it does not run or nothing was heard of it on this node.</param>
/// <param name="Outputs">What was made, the marked output node's first.</param>
/// <param name="Error">Why it failed; null unless it did.</param>
/// <param name="Attempts">How often it was sent to a ComfyUI server.</param>
/// <param name="Backend">The server of the last attempt; <c>simulator</c> for the built-in one, whose pictures say SIMULATED.</param>
/// <param name="Metrics">Where the time went.</param>
/// <param name="Urls">Where to go on, relative to the service's address.</param>
internal sealed record JobView(
    Guid Id,
    JobStatus Status,
    string WorkflowName,
    string WorkflowVersion,
    JsonElement Parameters,
    int Priority,
    JsonElement? Metadata,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    DateTimeOffset? ExpiresAt,
    int? QueuePosition,
    string? WaitReason,
    int? EtaSeconds,
    JobProgress? Progress,
    IReadOnlyList<OutputView> Outputs,
    JobError? Error,
    int Attempts,
    string? Backend,
    JobMetrics Metrics,
    JobUrls Urls)
{
    /// <summary>What its owner may see who does not administer the servers: not what they are called or say.</summary>
    public JobView Redacted() => this with { Backend = ServerSecrets.Name(Backend), WaitReason = ServerSecrets.Reason(WaitReason) };

    public static JobView Of(ExplainedJob explained, JsonElement parameters, JsonElement? metadata, JobProgress? progress)
    {
        var (job, expected, waitReason, links) = explained;
        return new(
            job.Id,
            job.Status,
            job.WorkflowName,
            job.WorkflowVersion,
            parameters,
            job.Priority,
            metadata,
            job.CreatedAt,
            job.StartedAt,
            job.CompletedAt,
            job.ExpiresAt,
            job.Status == JobStatus.Queued ? expected.Position : null,
            waitReason,
            job.HasEnded ? null : expected.EtaSeconds,
            job.Status is JobStatus.Running or JobStatus.Canceling ? progress : null,
            [.. job.Outputs.OrderBy(output => output.Position).Select(output => OutputView.Of(output, links))],
            job.ErrorCode is null ? null : new(job.ErrorCode, job.ErrorMessage!, job.ErrorNodeId, job.ErrorClassType),
            job.AttemptCount,
            job.Server,
            JobMetrics.Of(job),
            JobUrls.Of(job.Id));
    }
}

/// <summary>Why a job failed.</summary>
/// <param name="Code">One of the faults in docs/operations.md, such as <c>node_error</c>.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="NodeId">The node that is to blame, if one is.</param>
/// <param name="ClassType">That node's class.</param>
internal sealed record JobError(string Code, string Message, string? NodeId, string? ClassType);

/// <summary>Where the time of a job went, in milliseconds.</summary>
/// <param name="QueueMs">From acceptance to the start of the render; null before it.</param>
/// <param name="ExecutionMs">The render itself, as ComfyUI measured it; null before its end.</param>
/// <param name="OverheadMs">What was neither: sending, fetching, storing; null before the end.</param>
internal sealed record JobMetrics(long? QueueMs, long? ExecutionMs, long? OverheadMs)
{
    public static JobMetrics Of(JobRow job)
    {
        var times = JobTimes.Of(job.CreatedAt, job.StartedAt, job.CompletedAt, job.ExecutionMs);
        return new(times.QueueMs, times.ExecutionMs, times.OverheadMs);
    }
}

/// <summary>Where to go on with a job, relative to the service's address.</summary>
internal sealed record JobUrls(string Self, string Cancel, string Events)
{
    public static JobUrls Of(Guid jobId) => new($"/image/jobs/{jobId}", $"/image/jobs/{jobId}/cancel", $"/image/jobs/{jobId}/events");
}
