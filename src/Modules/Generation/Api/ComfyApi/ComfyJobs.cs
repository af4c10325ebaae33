using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;
using ArtEngine.Workflows.Contracts;
using MediatR;
using Microsoft.AspNetCore.Http;

namespace ArtEngine.Generation.Api.ComfyApi;

/// <summary>Jobs as Comfy API v2 has them.</summary>
internal sealed class ComfyJobs(IMediator mediator, Assets assets)
{
    /// <summary>Clients refuse null here: what is kept for ever has a time that none of them will see.</summary>
    private static readonly DateTime Never = new(9999, 12, 31, 23, 59, 59, DateTimeKind.Utc);

    public async Task<ComfyJob> SubmitAsync(
        ComfyJobRequest request, string? key, bool mayGoFirst, HttpRequest http, CancellationToken cancellationToken)
    {
        var userId = http.HttpContext.User.UserId();
        EnsureGraph(request);
        var command = new GenerateImageCommand(
            userId, RawGraph.WorkflowName, new RawGraph(request.Workflow!.Value).Parameters, request.Priority, request.Metadata, key)
        {
            IsKeySingleUse = true,
            MayGoFirst = mayGoFirst,
        };
        var accepted = await mediator.Send(command, cancellationToken);
        return await FindAsync(accepted.Id, userId, http, cancellationToken);
    }

    public async Task<ComfyJob> FindAsync(Guid jobId, Guid userId, HttpRequest http, CancellationToken cancellationToken) =>
        Of(await mediator.Send(new GetJobQuery(jobId, userId), cancellationToken), http);

    public async Task<ComfyJob> CancelAsync(Guid jobId, Guid userId, HttpRequest http, CancellationToken cancellationToken)
    {
        await mediator.Send(new CancelJobCommand(jobId, userId), cancellationToken);
        return await FindAsync(jobId, userId, http, cancellationToken);
    }

    /// <summary>The graph that the caller sent.</summary>
    public async Task<ComfyWorkflow> GraphAsync(Guid jobId, Guid userId, CancellationToken cancellationToken)
    {
        var job = await mediator.Send(new GetJobQuery(jobId, userId), cancellationToken);
        return job.WorkflowName == RawGraph.WorkflowName && job.Parameters.TryGetProperty(RawGraph.Parameter, out var graph)
            ? new(graph, "api")
            : throw new AppException(
                ErrorKind.NotFound, "not_found",
                $"The job was made of the workflow {Wording.Quote(job.WorkflowName)} by its name; no graph was sent for it.");
    }

    public ComfyJob Of(JobView job, HttpRequest http) => new(
        job.Id,
        job.Status,
        job.CreatedAt.UtcDateTime,
        job.StartedAt?.UtcDateTime,
        job.CompletedAt?.UtcDateTime,
        job.ExpiresAt?.UtcDateTime ?? Never,
        job.QueuePosition,
        job.Progress is { } progress ? Of(progress) : null,
        [.. job.Outputs.Select(output => assets.Of(output, job.Id, http))],
        job.Outputs.Any(output => output.IsReused),
        job.Error is { } error ? new(error.Code, error.Message, error.NodeId, error.ClassType) : null,
        new(job.Metrics.QueueMs, job.Metrics.ExecutionMs),
        new($"{ComfyApiDialect.Root}/jobs/{job.Id}", $"{ComfyApiDialect.Root}/jobs/{job.Id}/events",
            $"{ComfyApiDialect.Root}/jobs/{job.Id}/cancel"),
        job.Metadata,
        job.Priority);

    public static ComfyProgress Of(JobProgress progress) => new(
        progress.Value, progress.NodesDone, progress.NodesTotal, progress.CurrentNode, Whole(progress.Step), Whole(progress.Steps));

    private static int? Whole(double steps) => (int)Math.Clamp(steps, 0, 1_000_000);

    private static void EnsureGraph(ComfyJobRequest request)
    {
        if (request.Workflow is not { ValueKind: JsonValueKind.Object } workflow)
        {
            throw new AppException(ErrorKind.Invalid, "invalid_workflow", "\"workflow\" must be a graph in ComfyUI's API format.");
        }

        if (workflow.TryGetProperty("nodes", out var nodes) && nodes.ValueKind == JsonValueKind.Array)
        {
            throw new AppException(
                ErrorKind.Invalid, "workflow_format_ui", "This is a file of ComfyUI's editor; send what \"Export (API)\" saves.");
        }

        if (request.ExtraData?.ApiKeyComfyOrg is { Length: > 0 })
        {
            throw new AppException(
                ErrorKind.Invalid, "extra_data_not_supported", "Keys of partner nodes are not passed on; leave extra_data out.");
        }
    }
}

/// <summary>A graph to run.</summary>
/// <param name="Workflow">In ComfyUI's API format; <c>{"__type": "core/ASSET", "info": {"id": ...}}</c> stands for a file.</param>
/// <param name="ExtraData">What goes along with it.</param>
/// <param name="Metadata">A JSON object of up to 4,096 characters that comes back with the job.</param>
/// <param name="Priority">-10 to 10; higher is served first.</param>
internal sealed record ComfyJobRequest(
    [property: System.ComponentModel.DataAnnotations.Required] JsonElement? Workflow,
    ComfyExtraData? ExtraData = null,
    JsonElement? Metadata = null,
    int Priority = 0);

/// <summary>What goes along with a graph.</summary>
/// <param name="ApiKeyComfyOrg">Refused: keys of partner nodes are not passed on.</param>
internal sealed record ComfyExtraData(string? ApiKeyComfyOrg);

/// <summary>A job.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="StartedAt">UTC; null before.</param>
/// <param name="CompletedAt">UTC; null before.</param>
/// <param name="ExpiresAt">When it is deleted with its outputs, UTC.</param>
/// <param name="QueuePosition">1 is next; null when it does not wait.</param>
/// <param name="Progress">How far the render is; null when it does not run.</param>
/// <param name="Outputs">What was made so far.</param>
/// <param name="OutputsReused">Whether a server still had all that one of them was made of.</param>
/// <param name="Error">Why it failed; null unless it did.</param>
/// <param name="Metrics">Where the time went.</param>
/// <param name="Urls">Where to go on.</param>
/// <param name="Metadata">What the caller gave along; null when nothing.</param>
/// <param name="Priority">As it was asked for.</param>
internal sealed record ComfyJob(
    Guid Id,
    JobStatus Status,
    DateTime CreatedAt,
    DateTime? StartedAt,
    DateTime? CompletedAt,
    DateTime ExpiresAt,
    int? QueuePosition,
    ComfyProgress? Progress,
    IReadOnlyList<ComfyOutput> Outputs,
    bool OutputsReused,
    ComfyJobError? Error,
    ComfyMetrics Metrics,
    ComfyJobUrls Urls,
    JsonElement? Metadata,
    int Priority);

/// <summary>How far a render is.</summary>
internal sealed record ComfyProgress(double Value, int NodesDone, int NodesTotal, string? CurrentNode, int? Step, int? Steps);

/// <summary>Why a job failed.</summary>
internal sealed record ComfyJobError(string Code, string Message, string? NodeId, string? ClassType);

/// <summary>Where the time of a job went, in milliseconds.</summary>
internal sealed record ComfyMetrics(long? QueueMs, long? ExecutionMs);

/// <summary>Where to go on, relative to the service's address.</summary>
internal sealed record ComfyJobUrls(string Self, string Events, string Cancel);

/// <summary>The graph of a job.</summary>
/// <param name="Workflow">As it was sent.</param>
/// <param name="Format"><c>api</c>.</param>
internal sealed record ComfyWorkflow(JsonElement Workflow, string Format);

/// <summary>Jobs, newest first.</summary>
internal sealed record ComfyJobPage(IReadOnlyList<ComfyJob> Jobs, string? NextCursor);
