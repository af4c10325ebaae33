using ArtEngine.Generation.Application;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Jobs are accepted and kept while servers are away, so their absence degrades the service and no more.</summary>
internal sealed class ComfyUiHealthCheck(IRenderServers servers) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var away = (await Task.WhenAll(servers.All.Select(server => AbsenceAsync(server, cancellationToken)))).OfType<string>().ToList();
        return away.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"No answer from {string.Join(", ", away)}.");
    }

    private static async Task<string?> AbsenceAsync(IRenderServer server, CancellationToken cancellationToken) =>
        await server.AnswersAsync(cancellationToken) ? null : server.Name;
}
