using System.Security.Claims;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Api.Library;
using ArtEngine.Generation.Api.Tracking;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Library;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace ArtEngine.Generation.Api.Jobs;

internal static class ImageEndpoints
{
    private const int DefaultPage = 20;

    public static void Map(IEndpointRouteBuilder routes, long maxBodyBytes)
    {
        var images = routes.MapGroup("/image").WithTags("Images").RequireAuthorization();
        images.MapPost("/generate", GenerateAsync).RequirePermission(Permission.Generate).WithName("GenerateImage").WithSummary("Queue a picture")
            .WithDescription(
                "Answers 202 as soon as the job is stored. With the header `Prefer: wait=N` it answers when the job has ended, at most N seconds later, " +
                "and with `Accept: image/*` besides, with the picture itself. A repeated request with the same `Idempotency-Key` answers the same job. " +
                "With `Cancel-After: N` the job is canceled unless it has ended N seconds later.")
            .WithBodyLimit(maxBodyBytes).WithExample(Examples.GenerateRequest, Examples.Job)
            .Produces<JobView>(StatusCodes.Status200OK).Produces<JobView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status502BadGateway);
        images.MapGet("/jobs", ListJobsAsync).RequirePermission(Permission.Read).WithName("ListJobs").WithSummary("Your jobs, newest first")
            .WithExample(answer: $"{{\"jobs\":[{Examples.Job}],\"next_cursor\":null}}")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        images.MapGet("/jobs/{jobId:guid}", GetJobAsync).RequirePermission(Permission.Read).WithName("GetJob").WithSummary("How a job is doing")
            .WithExample(answer: Examples.Job)
            .ProducesProblem(StatusCodes.Status404NotFound);
        images.MapPost("/jobs/{jobId:guid}/cancel", CancelJobAsync).RequirePermission(Permission.Generate).WithName("CancelJob").WithSummary("Cancel a job")
            .WithDescription("A waiting job is `canceled` at once, a running one `canceling` until its server lets go of it. May be repeated.")
            .WithExample(answer: Examples.Job)
            .ProducesProblem(StatusCodes.Status404NotFound);
        images.MapMethods("/outputs/{outputId:guid}", [HttpMethods.Get, HttpMethods.Head], GetOutputAsync).RequirePermission(Permission.Read).WithName("GetOutput")
            .WithSummary("Download an output").WithDescription(
                "Takes `Range` and `If-None-Match`; the ETag is the SHA-256 of the bytes. With `Minio:PublicEndpoint` set it redirects to an " +
                "address at the S3 server that is good for a short time and needs no token.")
            .Produces(StatusCodes.Status200OK, contentType: "image/png").Produces(StatusCodes.Status302Found)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> GenerateAsync(
        GenerateRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        [FromHeader(Name = "Prefer")] string? prefer,
        [FromHeader(Name = "Cancel-After")] int? cancelAfter,
        ClaimsPrincipal caller,
        HttpContext context,
        IMediator mediator,
        IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        var userId = caller.UserId();
        var jobId = await mediator.Send(
            new GenerateImageCommand(
                userId, request.WorkflowName ?? "", request.Parameters ?? [], request.Priority, request.Metadata, idempotencyKey,
                cancelAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null),
            cancellationToken);

        var wait = Preferences.Wait(prefer);
        var job = wait is { } atMost
            ? await mediator.Send(new WaitForJobQuery(jobId, userId, atMost, lifetime.ApplicationStopping), cancellationToken)
            : await mediator.Send(new GetJobQuery(jobId, userId), cancellationToken);
        context.Response.Headers.Location = job.Urls.Self;
        if (wait is not null)
        {
            context.Response.Headers["Preference-Applied"] = FormattableString.Invariant($"wait={wait.Value.TotalSeconds:0}");
        }

        if (wait is null || job.CompletedAt is null)
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

    private static Task<JobPage> ListJobsAsync(
        string? status, string? workflow, string? cursor, int? limit, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new ListJobsQuery(caller.UserId(), JobStatuses.Parse(status), workflow, cursor, limit ?? DefaultPage), cancellationToken);

    private static Task<JobView> GetJobAsync(Guid jobId, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new GetJobQuery(jobId, caller.UserId()), cancellationToken);

    private static Task<JobView> CancelJobAsync(Guid jobId, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new CancelJobCommand(jobId, caller.UserId()), cancellationToken);

    /// <summary>Only a GET is sent to the store itself: the address is signed for nothing else.</summary>
    private static async Task<IResult> GetOutputAsync(
        Guid outputId, ClaimsPrincipal caller, HttpContext context, IMediator mediator, CancellationToken cancellationToken) =>
        Downloads.Send(await mediator.Send(new GetOutputQuery(outputId, caller.UserId(), HttpMethods.IsGet(context.Request.Method)), cancellationToken), context);
}
