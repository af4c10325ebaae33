using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArtEngine.Telemetry.Infrastructure.Influx;

/// <summary>No caller feels that the database is away; whoever looks at the graphs should know why they stand still.</summary>
internal sealed class InfluxHealthCheck(InfluxWriter writer) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(writer.Trouble is { } trouble
            ? HealthCheckResult.Degraded($"InfluxDB takes no points; they are kept and sent later: {trouble}")
            : HealthCheckResult.Healthy());
}
