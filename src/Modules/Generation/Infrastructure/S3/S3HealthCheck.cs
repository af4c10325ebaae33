using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArtEngine.Generation.Infrastructure.S3;

/// <summary>
/// Jobs are accepted and rendered while the store is away and end when it is back, so its absence degrades the service and no more.
/// </summary>
internal sealed class S3HealthCheck(S3Bucket bucket) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(Patience);
        try
        {
            await bucket.ProbeAsync(soon.Token);
            return HealthCheckResult.Healthy();
        }
        catch (IOException exception)
        {
            return HealthCheckResult.Degraded(exception.Message);
        }
        catch (OperationCanceledException)
        {
            return HealthCheckResult.Degraded("The S3 server does not answer.");
        }
    }
}
