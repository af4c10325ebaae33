using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Jobs.Queue;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Generation.Api.Jobs;

internal static class QueueModeEndpoints
{
    private const long MaxBodyBytes = 16 * 1024;

    private const string Mode = """{ "is_paused": true, "maintenance": "New drives are put in; back at 14:00 UTC." }""";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/queue/mode", GetAsync).WithTags("Queue").RequireAuthorization().WithName("GetQueueMode")
            .WithSummary("Whether the queue is paused, and whether jobs are accepted").WithExample(answer: Mode);
        routes.MapPut("/queue/mode", ChangeAsync).WithTags("Queue").RequirePermission(Permission.Admin).WithName("ChangeQueueMode")
            .WithSummary("Pause the queue, or tell callers that no jobs are accepted")
            .WithDescription(
                "What is left out stays as it is. While `is_paused` is true jobs are accepted and wait, and what servers have is " +
                "finished. While there is a `maintenance` message, new jobs are answered 503 `maintenance` with it; an empty one ends " +
                "that. One server alone is stopped with `PATCH /backends/{name}`.")
            .WithBodyLimit(MaxBodyBytes).WithExample(Mode, Mode).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static Task<QueueMode> GetAsync(IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new GetQueueModeQuery(), cancellationToken);

    private static Task<QueueMode> ChangeAsync(QueueModeRequest request, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new ChangeQueueModeCommand(request.IsPaused, request.Maintenance), cancellationToken);
}

/// <summary>What shall be.</summary>
/// <param name="IsPaused">Whether no server is given a job.</param>
/// <param name="Maintenance">Why no jobs are accepted, for callers; empty to accept jobs again.</param>
internal sealed record QueueModeRequest(bool? IsPaused, string? Maintenance);
