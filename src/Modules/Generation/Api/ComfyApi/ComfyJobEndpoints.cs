using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Api.Tracking;
using ArtEngine.Generation.Application.Tracking;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.ComfyApi;

internal static class ComfyJobEndpoints
{
    private const int DefaultPage = 20;

    public static void Map(IEndpointRouteBuilder routes, long maxBodyBytes)
    {
        var jobs = routes.MapGroup($"{ComfyApiDialect.Root}/jobs").Grouped();
        jobs.MapPost("/", PostAsync).RequirePermission(Permission.Generate).WithName("ComfyPostJob").WithSummary("Run a graph")
            .WithDescription("An `Idempotency-Key` is good for one accepted job; whatever comes with it later is refused.")
            .WithBodyLimit(maxBodyBytes, "Generation:MaxBodyBytes").Produces<ComfyJob>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        jobs.MapGet("/", ListAsync).RequirePermission(Permission.Read).WithName("ComfyListJobs").WithSummary("Your jobs, newest first");
        jobs.MapGet("/{id:guid}", GetAsync).RequirePermission(Permission.Read).WithName("ComfyGetJob").WithSummary("How a job is doing")
            .ProducesProblem(StatusCodes.Status404NotFound);
        jobs.MapGet("/{id:guid}/workflow", GetGraphAsync).RequirePermission(Permission.Read).WithName("ComfyGetJobWorkflow")
            .WithSummary("The graph of a job").ProducesProblem(StatusCodes.Status404NotFound);
        jobs.MapGet("/{id:guid}/events", FollowAsync).RequirePermission(Permission.Read).TakesTokenInQuery()
            .WithName("ComfyGetJobEvents").WithSummary("A job, live (server-sent events)")
            .WithDescription("`status`, `progress`, `preview` and `output`; `Last-Event-ID` goes on where a broken stream stopped.")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream").ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        jobs.MapPost("/{id:guid}/cancel", CancelAsync).RequirePermission(Permission.Generate).WithName("ComfyCancelJob")
            .WithSummary("Cancel a job").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> PostAsync(
        ComfyJobRequest body, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey, HttpContext context, ComfyJobs jobs,
        IAuthorizationService rights, CancellationToken cancellationToken)
    {
        var mayGoFirst = body.Priority > 0 && await rights.HasAsync(context.User, Permission.Priority);
        var job = await jobs.SubmitAsync(body, idempotencyKey, mayGoFirst, context.Request, cancellationToken);
        return TypedResults.Created(job.Urls.Self, job);
    }

    private static async Task<ComfyJobPage> ListAsync(
        string? status, string? workflow, string? cursor, int? limit, HttpContext context, ComfyJobs jobs, IMediator mediator,
        CancellationToken cancellationToken)
    {
        var query = new ListJobsQuery(context.User.UserId(), JobStatuses.Parse(status), workflow, cursor, limit ?? DefaultPage)
        {
            // None is shown.
            OmitsLarge = true,
        };
        var page = await mediator.Send(query, cancellationToken);
        return new([.. page.Jobs.Select(job => jobs.Of(job, context.Request))], page.NextCursor);
    }

    private static Task<ComfyJob> GetAsync(Guid id, HttpContext context, ComfyJobs jobs, CancellationToken cancellationToken) =>
        jobs.FindAsync(id, context.User.UserId(), context.Request, cancellationToken);

    private static Task<ComfyWorkflow> GetGraphAsync(Guid id, HttpContext context, ComfyJobs jobs, CancellationToken cancellationToken) =>
        jobs.GraphAsync(id, context.User.UserId(), cancellationToken);

    private static async Task<IResult> FollowAsync(
        Guid id, [FromHeader(Name = "Last-Event-ID")] string? lastEventId, HttpContext context, ComfyJobEvents events,
        CancellationToken cancellationToken)
    {
        await events.WriteAsync(id, lastEventId, context, cancellationToken);
        return TypedResults.Empty;
    }

    private static Task<ComfyJob> CancelAsync(Guid id, HttpContext context, ComfyJobs jobs, CancellationToken cancellationToken) =>
        jobs.CancelAsync(id, context.User.UserId(), context.Request, cancellationToken);
}
