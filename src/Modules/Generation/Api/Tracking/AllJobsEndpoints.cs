using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Views;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Tracking;

/// <summary>What administrators do with the jobs of others.</summary>
internal static class AllJobsEndpoints
{
    private const int DefaultPage = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/jobs").WithTags("Jobs of all users").RequirePermission(Permission.Admin);
        jobs.MapGet("", ListAsync).WithName("ListAllJobs").WithSummary("The jobs of all users, newest first")
            .WithDescription("With `user` any status and workflow can be asked for, without it those that have not ended.")
            .WithExample(answer:
                $"{{\"jobs\":[{{\"user_id\":\"01a203c7-46f5-7143-8d88-c206bb6b7427\",\"job\":{Examples.Job}}}],\"next_cursor\":null}}")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        jobs.MapPost("/{jobId:guid}/cancel", CancelAsync).WithName("CancelAnyJob").WithSummary("Cancel anybody's job")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        jobs.MapPost("/{jobId:guid}/retry", RetryAsync).WithName("RetryAnyJob").WithSummary("Make anybody's failed job again")
            .WithDescription("For its owner, of what it was made of. May be repeated: it answers the job that the first one made.")
            .WithExample(answer: Examples.QueuedJob).Produces<JobView>()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        jobs.MapPost("/{jobId:guid}/front", MoveToFrontAsync).WithName("MoveToFront").WithSummary("Have a waiting job served next")
            .WithDescription("Before the jobs of all users; of several the oldest first. One that does not wait stays as it is.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Task<OwnedJobPage> ListAsync(
        Guid? user, string? status, string? workflow, string? cursor, int? limit, IMediator mediator,
        CancellationToken cancellationToken) =>
        mediator.Send(new ListAllJobsQuery(user, JobStatuses.Parse(status), workflow, cursor, limit ?? DefaultPage), cancellationToken);

    private static async Task<NoContent> CancelAsync(Guid jobId, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new CancelAnyJobCommand(jobId), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<JobView> RetryAsync(Guid jobId, IMediator mediator, CancellationToken cancellationToken)
    {
        var job = await mediator.Send(new RetryAnyJobCommand(jobId), cancellationToken);
        return await mediator.Send(new GetJobQuery(job.Id, job.UserId), cancellationToken);
    }

    private static async Task<NoContent> MoveToFrontAsync(Guid jobId, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new MoveToFrontCommand(jobId), cancellationToken);
        return TypedResults.NoContent();
    }
}
