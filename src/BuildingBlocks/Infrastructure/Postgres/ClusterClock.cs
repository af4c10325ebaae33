using System.Data;
using System.Data.Common;
using Npgsql;

namespace ArtEngine.BuildingBlocks.Infrastructure.Postgres;

/// <summary>
/// The time that nodes which share a database agree on: PostgreSQL's, read again and again and counted on from there by the monotonic
/// clock. By it the scheduler tells whether other nodes are alive and when a worker is started next, and leases lapse, so that none of it
/// depends on a node's own clock, which may be wrong or set while the node runs. With SQLite there is one node, whose own clock it is,
/// as it was at the start.
/// </summary>
/// <param name="clock">The node's own.</param>
public sealed class ClusterClock(TimeProvider clock) : TimeProvider
{
    /// <summary>An answer that took longer may be late by as much; it only says that it is no earlier.</summary>
    private static readonly TimeSpan SlowestAnswer = TimeSpan.FromMilliseconds(250);

    private volatile Reading _last = new(clock.GetUtcNow(), clock.GetTimestamp(), IsOfDatabase: false);

    /// <summary>The time, UTC.</summary>
    public override DateTimeOffset GetUtcNow()
    {
        var last = _last;
        return last.Time + clock.GetElapsedTime(last.At);
    }

    /// <summary>Asks PostgreSQL; any other database has nothing to say.</summary>
    /// <param name="connection">To the database; when it is closed, it is opened for the question.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    public async ValueTask ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        if (connection is not NpgsqlConnection)
        {
            return;
        }

        var isClosed = connection.State == ConnectionState.Closed;
        if (isClosed)
        {
            await connection.OpenAsync(cancellationToken);
        }

        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT clock_timestamp()";
            var asked = clock.GetTimestamp();
            var time = (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!;
            Note(time, asked, clock.GetTimestamp());
        }
        finally
        {
            if (isClosed)
            {
                await connection.CloseAsync();
            }
        }
    }

    /// <summary>The database said this time at some moment between these two.</summary>
    internal void Note(DateTimeOffset time, long asked, long answered)
    {
        if (clock.GetElapsedTime(asked, answered) <= SlowestAnswer)
        {
            _last = new(time, asked, IsOfDatabase: true);
        }
        else if (!_last.IsOfDatabase || time > GetUtcNow())
        {
            _last = new(time, answered, IsOfDatabase: true);
        }
    }

    private sealed record Reading(DateTimeOffset Time, long At, bool IsOfDatabase);
}
