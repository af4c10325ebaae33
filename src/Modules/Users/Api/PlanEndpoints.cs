using System.Security.Claims;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Users.Application;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Users.Api;

internal static class PlanEndpoints
{
    private const long MaxBodyBytes = 256 * 1024;

    private const string Limits = """
        "weight": 1, "max_running": 2, "max_queued": 100, "gpu_seconds_per_day": 3600, "gpu_seconds_per_month": null,
        "storage_bytes": 10000000000, "keep_days": 90, "workflows": ["txt2img"]
        """;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var plans = routes.MapGroup("/plans").WithTags("Users").RequirePermission(Permission.Admin);
        plans.MapGet("", ListAsync).WithName("ListPlans").WithSummary("All plans")
            .WithDescription(
                "A user has the plan that an administrator gave, else the one that the issuer says, else `default`, if it is there.")
            .WithExample(answer: $$"""{ "plans": [{ "name": "default", {{Limits}} }] }""");
        plans.MapPut("/{name}", SaveAsync).WithName("SavePlan").WithSummary("Add a plan, or change it as a whole")
            .WithDescription(
                "What is left out or null is no limit, or for storage_bytes and keep_days what the settings Retention:* say. It holds at " +
                "once, also for jobs that wait or have ended.")
            .WithBodyLimit(MaxBodyBytes)
            .WithExample($$"""{ {{Limits}} }""", $$"""{ "name": "default", {{Limits}} }""")
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        plans.MapDelete("/{name}", DeleteAsync).WithName("DeletePlan").WithSummary("Delete a plan")
            .WithDescription("Who had it has the plan `default` from then on, or none.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapPut("/users/{id:guid}/plan", AssignAsync).WithTags("Users").RequirePermission(Permission.Admin).WithName("AssignPlan")
            .WithSummary("Give a user a plan").WithDescription("With null the user has what the issuer says, else `default`.")
            .WithBodyLimit(MaxBodyBytes).WithExample("""{ "plan": "default" }""")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static Task<PlanList> ListAsync(IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new ListPlansQuery(), cancellationToken);

    private static Task<PlanView> SaveAsync(
        string name, PlanRequest request, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(
            new SavePlanCommand(
                new(
                    name, request.Weight ?? 1, request.MaxRunning, request.MaxQueued, request.GpuSecondsPerDay, request.GpuSecondsPerMonth,
                    request.StorageBytes, request.KeepDays, request.Workflows),
                caller.UserId()),
            cancellationToken);

    private static async Task<NoContent> DeleteAsync(
        string name, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new DeletePlanCommand(name, caller.UserId()), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> AssignAsync(
        Guid id, AssignPlanRequest request, ClaimsPrincipal caller, IMediator mediator, CancellationToken cancellationToken)
    {
        await mediator.Send(new AssignPlanCommand(id, request.Plan, caller.UserId()), cancellationToken);
        return TypedResults.NoContent();
    }
}

/// <summary>What a plan gives.</summary>
/// <param name="Weight">How many shares of the servers it gives while others wait; 1 unless given.</param>
/// <param name="MaxRunning">Servers have no more jobs of a user at once.</param>
/// <param name="MaxQueued">No more jobs of a user wait.</param>
/// <param name="GpuSecondsPerDay">Seconds of rendering within a day, UTC.</param>
/// <param name="GpuSecondsPerMonth">Seconds of rendering within a calendar month, UTC.</param>
/// <param name="StorageBytes">Bytes of a user's outputs that are kept, those of the newest jobs.</param>
/// <param name="KeepDays">Days after its end that a job is deleted with its outputs.</param>
/// <param name="Workflows">The workflows that may be rendered.</param>
internal sealed record PlanRequest(
    double? Weight, int? MaxRunning, int? MaxQueued, double? GpuSecondsPerDay, double? GpuSecondsPerMonth,
    long? StorageBytes, int? KeepDays, IReadOnlyList<string>? Workflows);

/// <summary>Which plan a user gets.</summary>
/// <param name="Plan">Its name; null for none of their own.</param>
internal sealed record AssignPlanRequest(string? Plan);
