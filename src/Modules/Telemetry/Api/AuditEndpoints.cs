using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Telemetry.Application.Audit;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Telemetry.Api;

internal static class AuditEndpoints
{
    private const int DefaultPage = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/audit", ListAsync).WithTags("Metrics").RequirePermission(Permission.Admin).WithName("ListAudit")
        .WithSummary("What administrators did, newest first")
        .WithDescription(
            "Every request of an administrator that may change something is written down before it is done. `status` is null where it " +
            "was refused with a problem or broke off.")
        .WithExample(answer: """
            {
              "entries": [{ "id": 12, "at": "2026-11-22T15:02:01Z", "user_id": "01a203c7-46f5-7143-8d88-c206bb6b7427", "api_key": null,
                            "method": "PUT", "path": "/queue/mode", "status": 200 }],
              "next_cursor": null
            }
            """)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static Task<AuditPage> ListAsync(string? cursor, int? limit, IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new ListAuditQuery(cursor, limit ?? DefaultPage), cancellationToken);
}
