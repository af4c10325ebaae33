using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using static SQLitePCL.raw;

namespace ArtEngine.BuildingBlocks.Infrastructure.Postgres;

/// <summary>Tells a database that is away, locked, full or damaged from a statement that is wrong.</summary>
public static class TransientDatabaseErrors
{
    // The client has no names for these.
    private const string IdleInTransactionTimeout = "25P03";
    private const string TransactionTimeout = "25P04";
    private const string ClassOfConnections = "08";

    /// <summary>Whether the same call may succeed when the database is well again.</summary>
    public static bool IsReasonOf(Exception? exception) => exception switch
    {
        null => false,
        DatabaseUnavailableException or DbException { IsTransient: true } => true,
        PostgresException postgres when IsAway(postgres) || IsContention(postgres) => true,
        // Its client's own: a connection broke under it, or none can be had.
        NpgsqlException and not (PostgresException or NpgsqlOperationInProgressException) => true,
        SqliteException sqlite => sqlite.SqliteErrorCode is SQLITE_BUSY or SQLITE_LOCKED or SQLITE_IOERR or SQLITE_FULL or SQLITE_CANTOPEN
            or SQLITE_READONLY or SQLITE_PERM or SQLITE_CORRUPT or SQLITE_NOTADB,
        _ => IsReasonOf(exception.InnerException),
    };

    /// <summary>Whether somebody else held what was wanted: the database is well, and what came with it may be stored.</summary>
    public static bool IsContention(Exception? exception) => exception switch
    {
        null => false,
        PostgresException
        {
            SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or
            PostgresErrorCodes.LockNotAvailable
        } => true,
        _ => IsContention(exception.InnerException),
    };

    /// <summary>Whether the database's own file is damaged: it does not become well by itself.</summary>
    public static bool IsDamage(Exception? exception) => exception switch
    {
        null => false,
        // What a search index is made of is there still.
        SqliteException { SqliteExtendedErrorCode: SQLITE_CORRUPT_VTAB } => false,
        SqliteException { SqliteErrorCode: SQLITE_CORRUPT or SQLITE_NOTADB } => true,
        _ => IsDamage(exception.InnerException),
    };

    /// <summary>
    /// It ended the session (by an administrator, a crash or a start, or because the process stood still in a transaction), lets nobody in,
    /// cannot read its files, or only reads: it is another server's standby now, or was told to when its disk was full.
    /// </summary>
    private static bool IsAway(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or
            PostgresErrorCodes.DatabaseDropped or IdleInTransactionTimeout or TransactionTimeout or
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or
            PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.DuplicateFile or
            PostgresErrorCodes.ReadOnlySqlTransaction
        || exception.SqlState.StartsWith(ClassOfConnections, StringComparison.Ordinal);

    /// <summary>Whether it is that nothing more fits on the database's disk.</summary>
    public static bool IsDiskFull(Exception? exception) => exception switch
    {
        null => false,
        SqliteException { SqliteErrorCode: SQLITE_FULL } or PostgresException { SqlState: PostgresErrorCodes.DiskFull } => true,
        _ => IsDiskFull(exception.InnerException),
    };
}
