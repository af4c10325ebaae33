using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace ArtEngine.BuildingBlocks.Infrastructure.Sqlite;

/// <summary>Sets up each connection to a SQLite file, once: the pool hands the same ones out again and again.</summary>
internal sealed class SqliteSettings : DbConnectionInterceptor
{
    /// <summary>
    /// SQLite only marks deleted rows as free space; told so, it writes zeros over them: what is erased shall be gone. And pages that
    /// change again and again are copied from the log into the file after 16 MB of it, instead of 4. What a statement notes for itself
    /// stays in memory: it had made and deleted a file for every other job.
    /// </summary>
    private const string Pragmas = "PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 4096; PRAGMA temp_store = MEMORY";

    private readonly ConditionalWeakTable<sqlite3, object> _done = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        var handle = HandleOf(connection);
        if (!_done.TryGetValue(handle, out _))
        {
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
            _done.AddOrUpdate(handle, this);
        }
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        var handle = HandleOf(connection);
        if (!_done.TryGetValue(handle, out _))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            // Whoever leaves meanwhile does not leave a connection behind that only seems to be set up.
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            _done.AddOrUpdate(handle, this);
        }
    }

    private static sqlite3 HandleOf(DbConnection connection) => ((SqliteConnection)connection).Handle!;
}
