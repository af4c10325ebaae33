using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ArtEngine.BuildingBlocks.Infrastructure.Postgres;

/// <summary>
/// Lets one node at a time start on a database: several may come up at once, and each brings the schemas of the modules
/// and of the scheduler up to date. The lock ends with its connection, also when the process is killed.
/// </summary>
internal sealed partial class StartupLock(IConfiguration configuration, ClusterClock clock, ILogger<StartupLock> log)
    : IHostedLifecycleService, IAsyncDisposable
{
    /// <summary>Where Quartz keeps its tables, which it makes itself.</summary>
    public const string SchedulerSchema = "quartz";

    /// <summary>Any number that nobody else in the database uses.</summary>
    internal const long Key = 0x617274656e67;

    private static readonly TimeSpan WaitsInSilence = TimeSpan.FromSeconds(5);

    private NpgsqlConnection? _connection;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(PostgresOptions.ConnectionString(configuration, SchedulerSchema))
        {
            Pooling = false,
            // Another node may take long to migrate.
            CommandTimeout = 0,
        };
        _connection = new(settings.ConnectionString);
        await _connection.OpenAsync(cancellationToken);
        // The server finds out within 20 s that a machine vanished, with the lock; by itself it would take hours.
        await ExecuteAsync(
            "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3", cancellationToken);
        await LockAsync(cancellationToken);
        await ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS {SchedulerSchema}", cancellationToken);
        await clock.ReadAsync(_connection, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    private async Task LockAsync(CancellationToken cancellationToken)
    {
        var locked = ExecuteAsync($"SELECT pg_advisory_lock({Key})", cancellationToken);
        if (await Task.WhenAny(locked, Task.Delay(WaitsInSilence, cancellationToken)) != locked
            && !cancellationToken.IsCancellationRequested)
        {
            OtherNodeStarts();
        }

        await locked;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Another node is starting on this database, and may be migrating it; this one waits for it")]
    private partial void OtherNodeStarts();
}
