using System.Security.Claims;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Api.Library;
using ArtEngine.Generation.Api.Tracking;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Api.Jobs;

internal static class GenerateEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, long maxBodyBytes)
    {
        var images = routes.MapGroup("/image").WithTags("Images").RequireAuthorization();
        images.MapPost("/generate", GenerateAsync).RequirePermission(Permission.Generate).WithName("GenerateImage")
            .WithSummary("Queue a picture")
            .WithDescription(
                "Answers 202 as soon as the job is stored, or 200 when it has ended already. With the header `Prefer: wait=N` it " +
                "answers when the job has ended, at most N seconds later, and with `Accept: image/*` besides, with the picture " +
                "itself. A repeated request with the same `Idempotency-Key` answers the same job. With `Cancel-After: N` the job is " +
                "canceled unless it has ended N seconds later.")
            .WithBodyLimit(maxBodyBytes, "Generation:MaxBodyBytes").WithExample(Examples.GenerateRequest, Examples.Job)
            .WithExample(StatusCodes.Status202Accepted, Examples.QueuedJob)
            .Produces<JobView>(StatusCodes.Status200OK).ProducesBytes(StatusCodes.Status200OK, "image/*")
            .Produces<JobView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status502BadGateway);
        images.MapPost("/jobs/{jobId:guid}/cancel", CancelJobAsync).RequirePermission(Permission.Generate).WithName("CancelJob")
            .WithSummary("Cancel a job")
            .WithDescription(
                "A waiting job is `canceled` at once, a running one `canceling` until its server lets go of it. May be " +
                "repeated.")
            .WithExample(answer: Examples.CanceledJob)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> GenerateAsync(
        GenerateRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        [FromHeader(Name = "Prefer")] string? prefer,
        [FromHeader(Name = "Cancel-After")] int? cancelAfter,
        ClaimsPrincipal caller,
        HttpContext context,
        IAuthorizationService rights,
        IMediator mediator,
        JobViews views,
        IOptions<GenerationOptions> options,
        IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        var userId = caller.UserId();
        var wait = Preferences.Wait(prefer, TimeSpan.FromSeconds(options.Value.MaxWaitSeconds));
        var accepted = await mediator.Send(
            new GenerateImageCommand(
                userId, request.WorkflowName ?? "", request.Parameters ?? [], request.Priority, request.Metadata, idempotencyKey,
                cancelAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null),
            cancellationToken);

        var job = wait is { } atMost
            ? await mediator.Send(new WaitForJobQuery(accepted.Id, userId, atMost, lifetime.ApplicationStopping), cancellationToken)
            : await views.ViewAsync(accepted, cancellationToken);
        job = await rights.ShowAsync(job, caller);
        context.Response.Headers.Location = job.Urls.Self;
        if (wait is not null)
        {
            context.Response.Headers["Preference-Applied"] = FormattableString.Invariant($"wait={wait.Value.TotalSeconds:0}");
        }

        if (job.CompletedAt is null)
        {
            return TypedResults.Accepted(job.Urls.Self, job);
        }

        return Preferences.WantsPicture(context.Request.GetTypedHeaders().Accept)
            ? await FirstPictureAsync(job, userId, context, mediator, cancellationToken)
            : TypedResults.Ok(job);
    }

    private static async Task<IResult> FirstPictureAsync(
        JobView job, Guid userId, HttpContext context, IMediator mediator, CancellationToken cancellationToken)
    {
        if (job.Status == JobStatus.Canceled)
        {
            throw new AppException(ErrorKind.Conflict, "canceled", $"The job {job.Id} was canceled.");
        }

        var picture = job.Outputs.FirstOrDefault(output => output.Type == "image")
            ?? throw new AppException(
                ErrorKind.Upstream,
                job.Error?.Code ?? "no_picture",
                $"The job {job.Id} made no picture: {job.Error?.Message ?? "the workflow has no picture among its outputs"}");
        context.Response.Headers.ContentLocation = picture.Url;
        return Downloads.Send(await mediator.Send(new GetOutputQuery(picture.Id, userId, MayLink: false), cancellationToken), context);
    }

    private static async Task<JobView> CancelJobAsync(
        Guid jobId, ClaimsPrincipal caller, IAuthorizationService rights, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new CancelJobCommand(jobId, caller.UserId()), cancellationToken);
        return await rights.ShowAsync(await mediator.Send(new GetJobQuery(jobId, caller.UserId()), cancellationToken), caller);
    }
}
