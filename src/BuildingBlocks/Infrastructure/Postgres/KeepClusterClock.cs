using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace ArtEngine.BuildingBlocks.Infrastructure.Postgres;

/// <summary>
/// Reads the database's time again and again: the monotonic clock of a machine that was suspended stands behind it, and any drifts.
/// </summary>
internal sealed class KeepClusterClock(IConfiguration configuration, ClusterClock clock) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    /// <summary>A connection that died without a word is given up for a new one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Between, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (Exception)
            {
                // The time from before is counted on. What left here would end the host; that the database is away is said elsewhere.
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        await using var connection = new NpgsqlConnection(PostgresOptions.ConnectionString(configuration, StartupLock.SchedulerSchema));
        await clock.ReadAsync(connection, patience.Token);
    }
}
