using ArtEngine.Telemetry.Application;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.Telemetry.Api;

internal static class MetricsEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGroup("/metrics").WithTags("Metrics").RequireAuthorization()
        .MapGet("/summary", GetSummaryAsync).WithName("GetMetricSummary").WithSummary("Counters and the last jobs, without anything personal");

    private static Task<MetricSummary> GetSummaryAsync(IMediator mediator, CancellationToken cancellationToken) =>
        mediator.Send(new GetMetricSummaryQuery(), cancellationToken);
}
