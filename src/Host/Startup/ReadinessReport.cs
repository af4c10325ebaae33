using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArtEngine.Host.Startup;

/// <summary>
/// How the parts of the service are. Anybody may ask, so they are probed once for all who ask within a moment; that the service
/// stops is said at once.
/// </summary>
internal sealed class ReadinessReport(HealthCheckService checks, IHostApplicationLifetime lifetime) : IDisposable
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(1);

    /// <summary>The real one, whatever time it is for the parts: it only spares work.</summary>
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly SemaphoreSlim _turn = new(1);
    private HealthReport? _latest;
    private long _madeAt;

    public async Task<HealthReport> GetAsync(CancellationToken cancellationToken)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Stopping();
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_latest is null || Clock.GetElapsedTime(_madeAt) > Lasts)
            {
                _latest = await checks.CheckHealthAsync(cancellationToken);
                _madeAt = Clock.GetTimestamp();
            }

            return _latest;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static HealthReport Stopping()
    {
        var stopping = new HealthReportEntry(HealthStatus.Unhealthy, "The service is stopping.", TimeSpan.Zero, null, null);
        return new(new Dictionary<string, HealthReportEntry> { ["shutdown"] = stopping }, TimeSpan.Zero);
    }
}
