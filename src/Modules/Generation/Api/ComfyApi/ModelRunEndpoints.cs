using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Api.Tracking;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Events;
using ArtEngine.Generation.Contracts;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Api.ComfyApi;

/// <summary>What <c>models.run</c> of the SDKs sends: a workflow by its name, answered when its job has ended.</summary>
internal static class ModelRunEndpoints
{
    /// <summary>The provider whose models are the workflows that lie in no folder.</summary>
    private const string Root = "art-engine";

    public static void Map(IEndpointRouteBuilder routes, long maxBodyBytes) => routes
        .MapPost("/v2/models/{provider}/{model}", RunAsync).WithTags("Comfy API v2").WithGroupName(ComfyApiDialect.Group)
        .WithProblems(ModelRunProblems.Instance).RequirePermission(Permission.Generate).WithName("ComfyRunModel")
        .WithSummary("Run a workflow by its name")
        .WithDescription(
            "The workflow `{provider}/{model}`, or `{model}` when the provider is `art-engine`; the body has its parameters. A repeated " +
            "request with the same `Idempotency-Key` goes on waiting for the same job.")
        .WithBodyLimit(maxBodyBytes, "Generation:MaxBodyBytes").ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<ComfyJob> RunAsync(
        string provider, string model, Dictionary<string, JsonElement> body,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, HttpContext context, ComfyJobs jobs, IMediator mediator,
        ListenerTerms terms, IOptions<StreamOptions> options, CancellationToken cancellationToken)
    {
        var userId = context.User.UserId();
        var workflow = provider == Root ? model : $"{provider}/{model}";
        var accepted = await mediator.Send(
            new GenerateImageCommand(userId, workflow, body, Priority: 0, Metadata: null, idempotencyKey), cancellationToken);
        context.Response.Headers["X-Comfy-Request-Id"] = $"{accepted.Id}";
        var longest = TimeSpan.FromSeconds(options.Value.MaxWaitSeconds);
        var job = await mediator.Send(new WaitForJobQuery(accepted.Id, userId, longest, terms.Stopping), cancellationToken);
        return job switch
        {
            { CompletedAt: null } => throw new AppException(
                ErrorKind.Unavailable, "still_running", $"The job {job.Id} is not done yet; repeat the request with its Idempotency-Key."),
            { Status: JobStatus.Succeeded } => jobs.Of(job, context.Request),
            _ => throw new AppException(
                ErrorKind.Invalid, job.Error?.Code ?? "canceled", job.Error?.Message ?? $"The job {job.Id} was canceled."),
        };
    }
}
