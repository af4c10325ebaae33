using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Erasure;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Views;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Tracking;

internal static class JobEndpoints
{
    private const int DefaultPage = 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var images = routes.MapGroup("/image").WithTags("Images").RequireAuthorization();
        images.MapGet("/jobs", ListJobsAsync).RequirePermission(Permission.Read).WithName("ListJobs").WithSummary("Your jobs, newest first")
            .WithDescription(
                "`status` (several with commas between them), `workflow` and `metadata` choose some of them: `metadata` is a JSON object " +
                "of up to 4 members, texts, whole numbers, true or false, which the job's `metadata` must have.")
            .WithExample(answer: $"{{\"jobs\":[{Examples.Job}],\"next_cursor\":null}}")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        images.MapGet("/jobs/{jobId:guid}", GetJobAsync).RequirePermission(Permission.Read).WithName("GetJob")
            .WithSummary("How a job is doing")
            .WithExample(answer: Examples.Job)
            .ProducesProblem(StatusCodes.Status404NotFound);
        images.MapDelete("/jobs/{jobId:guid}", DeleteJobAsync).RequirePermission(Permission.Generate).WithName("DeleteJob")
            .WithSummary("Delete a job that has ended, with its outputs")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> DeleteJobAsync(
        Guid jobId, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new DeleteJobCommand(jobId, caller.UserId()), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<JobPage> ListJobsAsync(
        string? status, string? workflow, string? metadata, string? cursor, int? limit, ClaimsPrincipal caller,
        IAuthorizationService rights, IMediator mediator, CancellationToken cancellationToken)
    {
        var query = new ListJobsQuery(caller.UserId(), JobStatuses.Parse(status), workflow, cursor, limit ?? DefaultPage)
        {
            Metadata = metadata,
        };
        return await rights.ShowAsync(await mediator.Send(query, cancellationToken), caller);
    }

    private static async Task<JobView> GetJobAsync(
        Guid jobId, ClaimsPrincipal caller, IAuthorizationService rights, IMediator mediator, CancellationToken cancellationToken) =>
        await rights.ShowAsync(await mediator.Send(new GetJobQuery(jobId, caller.UserId()), cancellationToken), caller);
}
