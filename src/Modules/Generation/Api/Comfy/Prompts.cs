using System.Text.Json;
using System.Text.Json.Serialization;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;
using ArtEngine.Workflows.Contracts;
using MediatR;

namespace ArtEngine.Generation.Api.Comfy;

/// <summary>The caller's jobs as a ComfyUI server's queue and history.</summary>
internal sealed class Prompts(IMediator mediator, ISignals signals)
{
    private const int LongestClientId = 200;
    private const int Most = 100;

    private static readonly JobStatus[] Waiting = [JobStatus.Queued];
    private static readonly JobStatus[] Running = [JobStatus.Running, JobStatus.Canceling];
    private static readonly JobStatus[] Ended = [JobStatus.Succeeded, JobStatus.Failed, JobStatus.Canceled, JobStatus.Expired];

    public async Task<PromptAnswer> SubmitAsync(PromptRequest request, Guid userId, CancellationToken cancellationToken)
    {
        if (request.Prompt is not { ValueKind: JsonValueKind.Object } prompt)
        {
            throw new AppException(ErrorKind.Invalid, "no_prompt", "\"prompt\" must be a graph in ComfyUI's API format.");
        }

        // Before its texts are looked at.
        if (StorableText.FindFault(prompt) is not null)
        {
            throw new AppException(ErrorKind.Invalid, "invalid_request", StorableText.Rule);
        }

        var client = request.ClientId ?? "";
        var command = new GenerateImageCommand(
            userId, RawGraph.WorkflowName, new RawGraph(FileNames.WithIds(prompt)).Parameters, Priority: 0,
            client.Length is > 0 and <= LongestClientId ? PromptViews.Metadata(client) : null, IdempotencyKey: null);
        var job = await mediator.Send(command, cancellationToken);
        signals.Notify(Topics.Prompts(userId));
        return new(job.Id, PromptViews.NumberOf(job.CreatedAt), []);
    }

    /// <summary>A job that moves while they are read is in one of them at least: clients take one that is in neither for lost.</summary>
    public async Task<QueueView> QueueAsync(Guid userId, CancellationToken cancellationToken)
    {
        var before = await ListAsync(userId, Running, Most, cancellationToken);
        var waiting = await ListAsync(userId, Waiting, Most, cancellationToken);
        var running = (await ListAsync(userId, Running, Most, cancellationToken)).UnionBy(before, job => job.Id).ToList();
        return new(
            [.. running.OrderBy(job => job.CreatedAt).Select(PromptViews.ItemOf)],
            [.. waiting.ExceptBy(running.Select(job => job.Id), job => job.Id).Reverse().Select(PromptViews.ItemOf)]);
    }

    /// <summary>Those in one of these states, or all when none is named, the newest first and not more than clients follow.</summary>
    public Task<IReadOnlyList<JobView>> ListAsync(
        Guid userId, IReadOnlyList<JobStatus> statuses, CancellationToken cancellationToken) =>
        ListAsync(userId, statuses, Most, cancellationToken);

    /// <summary>Those that have not ended, the newest first, and not more than clients follow.</summary>
    public async Task<IReadOnlyList<JobView>> OpenAsync(Guid userId, CancellationToken cancellationToken) =>
        await ListAsync(userId, [.. Running, .. Waiting], Most, cancellationToken);

    /// <summary>The newest ones, whatever became of them.</summary>
    public async Task<IReadOnlyList<JobView>> NewestAsync(Guid userId, CancellationToken cancellationToken) =>
        await ListAsync(userId, [], Most, cancellationToken);

    public async Task<Dictionary<string, object>> HistoryAsync(Guid userId, int? most, CancellationToken cancellationToken)
    {
        var jobs = await ListAsync(userId, Ended, Math.Clamp(most ?? Most, 1, Most), cancellationToken);
        return jobs.Reverse().ToDictionary(job => job.Id.ToString(), PromptViews.HistoryOf);
    }

    /// <summary>Empty while it has not ended, and for what is not the caller's, as ComfyUI answers.</summary>
    public async Task<Dictionary<string, object>> HistoryOfAsync(Guid jobId, Guid userId, CancellationToken cancellationToken)
    {
        var job = await FindAsync(jobId, userId, cancellationToken);
        return job?.CompletedAt is null ? [] : new() { [job.Id.ToString()] = PromptViews.HistoryOf(job) };
    }

    /// <summary>Null when the caller has no such job.</summary>
    public async Task<JobView?> FindAsync(Guid jobId, Guid userId, CancellationToken cancellationToken)
    {
        try
        {
            return await mediator.Send(new GetJobQuery(jobId, userId), cancellationToken);
        }
        catch (AppException unknown) when (unknown.Kind == ErrorKind.NotFound)
        {
            return null;
        }
    }

    /// <returns>False when the caller has no such job, or it has ended.</returns>
    public async Task<bool> TryCancelAsync(Guid jobId, Guid userId, CancellationToken cancellationToken)
    {
        if (await FindAsync(jobId, userId, cancellationToken) is not { CompletedAt: null })
        {
            return false;
        }

        await mediator.Send(new CancelJobCommand(jobId, userId), cancellationToken);
        return true;
    }

    /// <summary>Cancels the one that is named, or all of the caller's that render.</summary>
    public async Task InterruptAsync(Guid? jobId, Guid userId, CancellationToken cancellationToken)
    {
        var ids = jobId is { } named
            ? [named]
            : (await ListAsync(userId, Running, Most, cancellationToken)).Select(job => job.Id).ToList();
        await CancelAsync(ids, userId, cancellationToken);
    }

    /// <summary>Takes out of the queue what waits: those that are named, or all.</summary>
    public async Task ChangeQueueAsync(QueueChange change, Guid userId, CancellationToken cancellationToken)
    {
        var waiting = (await ListAsync(userId, Waiting, Most, cancellationToken)).Select(job => job.Id);
        await CancelAsync([.. waiting.Where(id => change.Clear == true || change.Delete?.Contains(id) == true)], userId, cancellationToken);
    }

    private async Task CancelAsync(IReadOnlyList<Guid> ids, Guid userId, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            await TryCancelAsync(id, userId, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<JobView>> ListAsync(
        Guid userId, IReadOnlyList<JobStatus> statuses, int most, CancellationToken cancellationToken) =>
        (await mediator.Send(
            new ListJobsQuery(userId, statuses, Workflow: null, Cursor: null, most) { OmitsLarge = true }, cancellationToken)).Jobs;
}

/// <summary>A graph to run; what else clients send is for ComfyUI's page.</summary>
internal sealed record PromptRequest(JsonElement? Prompt, string? ClientId = null)
{
    /// <summary>Without effect.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}

/// <summary>The prompt is in the queue.</summary>
internal sealed record PromptAnswer(Guid PromptId, long Number, Dictionary<string, object> NodeErrors);

/// <summary>The caller's queue.</summary>
internal sealed record QueueView(IReadOnlyList<object[]> QueueRunning, IReadOnlyList<object[]> QueuePending);

/// <summary>What is to leave the queue.</summary>
internal sealed record QueueChange(bool? Clear = null, IReadOnlyList<Guid>? Delete = null);

/// <summary>What is to stop.</summary>
internal sealed record Interruption(Guid? PromptId = null)
{
    /// <summary>Without effect.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }
}
