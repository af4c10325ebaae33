using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Telemetry.Application;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Telemetry.Api;

internal static class MetricsEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGroup("/metrics").WithTags("Metrics").RequirePermission(Permission.Admin)
        .MapGet("/summary", GetSummaryAsync).WithName("GetMetricSummary")
        .WithSummary("Counters and the last jobs, without anything personal")
        .WithExample(answer: """
            {
              "since": "2026-11-22T15:02:01Z",
              "users_registered": 1,
              "jobs_accepted": 2,
              "jobs_ended": { "succeeded": 2 },
              "output_bytes": 694188,
              "eta_error": { "jobs": 1, "median_ms": 310, "p90_ms": 310 },
              "per_minute": [{ "minute": "2026-11-22T15:02:00Z", "ended": 2 }],
              "recent": [
                {
                  "at": "2026-11-22T15:02:07Z",
                  "workflow": "txt2img",
                  "backend": "gpu-1",
                  "status": "succeeded",
                  "queue_ms": 22,
                  "execution_ms": 1881,
                  "overhead_ms": 13,
                  "size_bytes": 347224
                }
              ]
            }
            """);

    private static Task<MetricSummary> GetSummaryAsync(IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new GetMetricSummaryQuery(), cancellationToken);
}
