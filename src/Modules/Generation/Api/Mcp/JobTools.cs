using System.ComponentModel;
using System.Security.Claims;
using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Api.Tracking;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Library.Thumbnails;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Application.Tracking.Views;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ArtEngine.Generation.Api.Mcp;

/// <summary>Making something, and what became of it.</summary>
[McpServerToolType]
internal sealed class JobTools(
    ToolCalls calls, FollowJob follow, PublicAddress address, IHttpContextAccessor http, ListenerTerms terms, TimeProvider clock)
{
    private const int MostPixels = 4_096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [McpServerTool(Name = "generate", UseStructuredContent = true)]
    [Description("Runs a workflow and waits until it is done, with progress. Answers the job with its outputs; get_image shows one.")]
    public async Task<JobLine> GenerateAsync(
        ClaimsPrincipal caller,
        IProgress<ProgressNotificationValue> progress,
        [Description("A name of list_workflows.")] string workflow,
        [Description("Values by parameter name, as its schema in list_workflows says.")] Dictionary<string, JsonElement>? parameters = null,
        [Description("False answers at once; ask job_status then.")] bool wait = true,
        CancellationToken cancellationToken = default)
    {
        var accepted = await calls.SendAsync(
            Permission.Generate, caller,
            userId => new GenerateImageCommand(userId, workflow, parameters ?? [], Priority: 0, Metadata: null, IdempotencyKey: null),
            cancellationToken);
        if (wait)
        {
            await WaitAsync(accepted.Id, caller, progress, cancellationToken);
        }

        try
        {
            return await StatusAsync(caller, accepted.Id, cancellationToken);
        }
        catch (McpException refused)
        {
            throw new McpException($"The job {accepted.Id} was accepted; ask job_status for it later. {refused.Message}");
        }
    }

    [McpServerTool(Name = "job_status", ReadOnly = true, Idempotent = true, UseStructuredContent = true)]
    [Description("How a job is doing: its status, place in the queue, progress, outputs, and why it failed.")]
    public async Task<JobLine> StatusAsync(
        ClaimsPrincipal caller, [Description("The id of a job.")] Guid job_id, CancellationToken cancellationToken = default) =>
        LineOf(await calls.SendAsync(Permission.Read, caller, userId => new GetJobQuery(job_id, userId), cancellationToken));

    [McpServerTool(Name = "get_image", ReadOnly = true, Idempotent = true)]
    [Description("Shows a picture that a job made, scaled down.")]
    public async Task<ImageContentBlock> ImageAsync(
        ClaimsPrincipal caller,
        [Description("The id of an output of a job.")] Guid output_id,
        [Description("The most pixels in width and height, 64 to 4096.")] int max_pixels = 1_024,
        CancellationToken cancellationToken = default)
    {
        var pixels = Math.Clamp(max_pixels, 64, MostPixels);
        var variant = new PictureVariant(pixels, pixels, PictureVariant.DefaultFormat, PictureVariant.DefaultQuality);
        var file = await calls.SendAsync(
            Permission.Read, caller, userId => new GetOutputQuery(output_id, userId, MayLink: false, variant), cancellationToken);
        await using var bytes = file.Bytes!;
        using var copy = new MemoryStream();
        await bytes.CopyToAsync(copy, cancellationToken);
        return ImageContentBlock.FromBytes(copy.ToArray(), variant.ContentType);
    }

    [McpServerTool(Name = "cancel", Idempotent = true, UseStructuredContent = true)]
    [Description("Cancels a job: at once while it waits, and else as soon as its server lets go of it.")]
    public async Task<JobLine> CancelAsync(
        ClaimsPrincipal caller, [Description("The id of a job.")] Guid job_id, CancellationToken cancellationToken = default)
    {
        await calls.SendAsync(Permission.Generate, caller, userId => new CancelJobCommand(job_id, userId), cancellationToken);
        return await StatusAsync(caller, job_id, cancellationToken);
    }

    private async Task WaitAsync(
        Guid jobId, ClaimsPrincipal caller, IProgress<ProgressNotificationValue> progress, CancellationToken cancellationToken)
    {
        using var longest = new CancellationTokenSource(terms.LongestWait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, longest.Token, terms.Stopping);
        try
        {
            await foreach (var told in follow.FollowAsync(jobId, caller.UserId(), default, either.Token))
            {
                if (told.Data is JobProgress render)
                {
                    progress.Report(new() { Progress = (float)render.Value, Total = 1, Message = render.CurrentNode });
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It takes longer, or the service stops: the assistant asks again.
        }
        catch (OperationCanceledException)
        {
            using var soon = new CancellationTokenSource(Patience, clock);
            await calls.SendAsync(Permission.Generate, caller, userId => new CancelJobCommand(jobId, userId), soon.Token);
            throw;
        }
    }

    private JobLine LineOf(JobView job) => new(
        job.Id, job.Status.ToString().ToLowerInvariant(), job.WorkflowName, job.Parameters, job.QueuePosition, job.EtaSeconds,
        job.Progress?.Value, job.Error,
        [.. job.Outputs.Select(LineOf)]);

    private OutputLine LineOf(OutputView output) => new(
        output.Id, output.Type, output.ContentType, output.Width, output.Height,
        address.Of(http.HttpContext!.Request, output.SignedUrl));
}

/// <summary>A job as an assistant reads it.</summary>
internal sealed record JobLine(
    Guid JobId, string Status, string Workflow, JsonElement Parameters, int? QueuePosition, int? EtaSeconds, double? Progress,
    JobError? Error, IReadOnlyList<OutputLine> Outputs);

/// <summary>An output; its address is good for one to two hours, without a token.</summary>
internal sealed record OutputLine(Guid OutputId, string Type, string ContentType, int? Width, int? Height, string Url);
