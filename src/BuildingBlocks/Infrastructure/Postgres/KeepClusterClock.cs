using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace ArtEngine.BuildingBlocks.Infrastructure.Postgres;

/// <summary>
/// Reads the database's time again and again: the monotonic clock of a machine that was suspended stands behind it, and any drifts.
/// </summary>
internal sealed class KeepClusterClock(IConfiguration configuration, ClusterClock clock) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    /// <summary>An answer that took longer may be wrong by as much.</summary>
    private static readonly TimeSpan SlowestAnswer = TimeSpan.FromMilliseconds(250);

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
        await using var connection = new NpgsqlConnection(PostgresOptions.ConnectionString(configuration, StartupLock.SchedulerSchema));
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        var at = TimeProvider.System.GetTimestamp();
        var time = (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!;
        if (TimeProvider.System.GetElapsedTime(at) <= SlowestAnswer)
        {
            clock.Set(time);
        }
    }
}
