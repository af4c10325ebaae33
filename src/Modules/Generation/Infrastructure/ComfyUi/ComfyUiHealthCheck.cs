using ArtEngine.Generation.Application;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Jobs are accepted and kept while servers are away, so their absence degrades the service and no more.</summary>
internal sealed class ComfyUiHealthCheck(IBackends backends, IRenderServers servers) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var used = (await backends.ListAsync(cancellationToken)).Where(backend => backend.State == BackendState.Active);
        var troubles = (await Task.WhenAll(used.Select(backend => TroubleAsync(backend, cancellationToken)))).OfType<string>().ToList();
        return troubles.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join(" ", troubles));
    }

    private async Task<string?> TroubleAsync(Backend backend, CancellationToken cancellationToken) =>
        !await servers.Of(backend).AnswersAsync(cancellationToken) ? $"No answer from {backend.Name}."
            : backend.Trouble is { } trouble ? $"{backend.Name}: {trouble}"
            : null;
}
