using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Domain.Backends;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>
/// Jobs are accepted and kept while servers are away, so their trouble degrades the service and no more. What their lanes
/// say is believed only while they turn.
/// </summary>
internal sealed class ComfyUiHealthCheck(BackendDirectory backends, IDatabaseFaults faults) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await faults.TryReadAsync(() => backends.ListAsync(cancellationToken)) is (true, { } all)
            ? ResultOf(all)
            // How bad that is, the database's own check says.
            : HealthCheckResult.Degraded("How the servers are is not known while the database cannot be used.");

    private HealthCheckResult ResultOf(IReadOnlyList<Backend> all)
    {
        var expected = all.Where(backend => backend.IsExpectedToWork()).ToList();
        if (expected.Count == 0)
        {
            return HealthCheckResult.Degraded("No server takes jobs: they are kept until one is added or resumed.");
        }

        var troubles = expected
            .Select(backend => BackendTrouble.Of(backend, backends.Now) is { } trouble ? $"{backend.Name}: {trouble}" : null)
            .OfType<string>().ToList();
        return troubles.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join(" ", troubles));
    }
}
