using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArtEngine.BuildingBlocks.Infrastructure.Redis;

/// <summary>Without Redis every node does its own work still; only what crosses nodes is late.</summary>
internal sealed class RedisHealthCheck(RedisConnection redis) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(redis.IsConnected
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"Redis at {redis.Address} does not answer: other nodes are seen late."));
}
