using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Api.Tracking;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Views;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

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
                "canceled unless it has ended N seconds later. `priority` (-10 to 10) orders your own jobs; with the permission " +
                "`priority` one above 0 also goes before the jobs of all others.")
            .WithBodyLimit(maxBodyBytes, "Generation:MaxBodyBytes").WithExample(Examples.GenerateRequest, Examples.Job)
            .WithExample(StatusCodes.Status202Accepted, Examples.QueuedJob)
            .Produces<JobView>(StatusCodes.Status200OK).ProducesBytes(StatusCodes.Status200OK, "image/*")
            .Produces<JobView>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status502BadGateway);
        images.MapPost("/jobs/{jobId:guid}/rerun", RerunAsync).RequirePermission(Permission.Generate).WithName("RerunJob")
            .WithSummary("Make a job again")
            .WithDescription(
                "Queues a new job of what this one was made of, whatever became of its workflow since. Without a body it is the same " +
                "graph with the same values, drawn seeds included; `parameters` changes some of them, and null or -1 draws a seed " +
                "anew. Headers and answers are those of `POST /image/generate`. 409 `template_gone` for jobs that older versions made.")
            .WithBodyLimit(maxBodyBytes, "Generation:MaxBodyBytes").WithExample("""{"parameters":{"steps":30}}""", Examples.Job)
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
        IAuthorizationService rights,
        HttpContext context,
        IMediator mediator,
        JobAnswers answers,
        CancellationToken cancellationToken)
    {
        var wait = answers.WaitOf(prefer);
        var accepted = await mediator.Send(
            new GenerateImageCommand(
                caller.UserId(), request.WorkflowName ?? "", request.Parameters ?? [], request.Priority, request.Metadata, idempotencyKey,
                cancelAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null)
            {
                WebhookUrl = request.WebhookUrl,
                MayGoFirst = request.Priority > 0 && await rights.HasAsync(caller, Permission.Priority),
            },
            cancellationToken);
        return await answers.AnswerAsync(accepted, wait, context, cancellationToken);
    }

    private static async Task<IResult> RerunAsync(
        Guid jobId,
        RerunRequest? request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        [FromHeader(Name = "Prefer")] string? prefer,
        [FromHeader(Name = "Cancel-After")] int? cancelAfter,
        ClaimsPrincipal caller,
        IAuthorizationService rights,
        HttpContext context,
        IMediator mediator,
        JobAnswers answers,
        CancellationToken cancellationToken)
    {
        var wait = answers.WaitOf(prefer);
        var accepted = await mediator.Send(
            new RerunJobCommand(
                jobId, caller.UserId(), request?.Parameters ?? [], request?.Priority, request?.Metadata, idempotencyKey,
                cancelAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null)
            {
                MayGoFirst = await rights.HasAsync(caller, Permission.Priority),
            },
            cancellationToken);
        return await answers.AnswerAsync(accepted, wait, context, cancellationToken);
    }

    private static async Task<JobView> CancelJobAsync(
        Guid jobId, ClaimsPrincipal caller, IAuthorizationService rights, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new CancelJobCommand(jobId, caller.UserId()), cancellationToken);
        return await rights.ShowAsync(await mediator.Send(new GetJobQuery(jobId, caller.UserId()), cancellationToken), caller);
    }
}
