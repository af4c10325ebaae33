using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using static SQLitePCL.raw;

namespace ArtEngine.BuildingBlocks.Infrastructure.Postgres;

/// <summary>Tells a database that is away, locked, full or damaged from a statement that is wrong.</summary>
public static class TransientDatabaseErrors
{
    /// <summary>Whether the same call may succeed when the database is well again.</summary>
    public static bool IsReasonOf(Exception? exception) => exception switch
    {
        null => false,
        DatabaseUnavailableException or DbException { IsTransient: true } => true,
        // The session was ended: by an administrator, by a crash or a start of the server, or since the process stood still in it.
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "25P03" or PostgresErrorCodes.LockNotAvailable } => true,
        SqliteException sqlite => sqlite.SqliteErrorCode is SQLITE_BUSY or SQLITE_LOCKED or SQLITE_IOERR or SQLITE_FULL or SQLITE_CANTOPEN
            or SQLITE_READONLY or SQLITE_PERM or SQLITE_CORRUPT or SQLITE_NOTADB,
        _ => IsReasonOf(exception.InnerException),
    };

    /// <summary>Whether it is that nothing more fits on the database's disk.</summary>
    public static bool IsDiskFull(Exception? exception) => exception switch
    {
        null => false,
        SqliteException { SqliteErrorCode: SQLITE_FULL } or PostgresException { SqlState: PostgresErrorCodes.DiskFull } => true,
        _ => IsDiskFull(exception.InnerException),
    };
}
