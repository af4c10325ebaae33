using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace ArtEngine.BuildingBlocks.Infrastructure.Sqlite;

/// <summary>
/// Lets one save at a time through to a SQLite file. SQLite has one writer; its client sleeps 150 ms whenever it finds
/// another one at work, while here the next in line goes on at once.
/// </summary>
internal sealed class SqliteWriteLock : IDisposable
{
    private static readonly ConcurrentDictionary<string, SqliteWriteLock> ByFile = new();

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Waits for the turn to write; dispose of the answer to end it. Other databases need no turns.</summary>
    public static async Task<IDisposable?> AcquireAsync(DatabaseFacade database, CancellationToken cancellationToken)
    {
        if (!database.IsSqlite())
        {
            return null;
        }

        var writer = ByFile.GetOrAdd(database.GetConnectionString()!, _ => new());
        await writer._turn.WaitAsync(cancellationToken);
        return new Turn(writer._turn);
    }

    public void Dispose() => _turn.Dispose();

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
