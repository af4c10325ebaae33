using ArtEngine.Generation.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace ArtEngine.UnitTests.Generation.Infrastructure;

/// <summary>
/// Makes contexts whose connections tell of their commits and, on demand, break off after so many instructions of SQLite's machine:
/// between any two of them a process may end.
/// </summary>
internal sealed class WatchedConnections(IDbContextFactory<GenerationDbContext> contexts) : IDbContextFactory<GenerationDbContext>
{
    private int _instructionsLeft = -1;
    private int _isHandedOut;

    public int Commits { get; private set; }

    /// <summary>What was made last.</summary>
    public GenerationDbContext? Last { get; private set; }

    /// <summary>Called before a commit takes place.</summary>
    public Action OnCommit { get; set; } = () => { };

    public int BrokenOff { get; private set; }

    /// <summary>The first connection that is made from now on ends like that; none when it is negative.</summary>
    public void BreakOffAfter(int instructions) => (_instructionsLeft, _isHandedOut) = (instructions, 0);

    public GenerationDbContext CreateDbContext()
    {
        var db = contexts.CreateDbContext();
        db.Database.OpenConnection();
        var connection = ((SqliteConnection)db.Database.GetDbConnection()).Handle!;
        raw.sqlite3_commit_hook(connection, _ => Committing(), null);
        if (_instructionsLeft >= 0 && Interlocked.Exchange(ref _isHandedOut, 1) == 0)
        {
            raw.sqlite3_progress_handler(connection, 1, _ => Step(), null);
        }

        return Last = db;
    }

    private int Committing()
    {
        Commits++;
        OnCommit();
        return 0;
    }

    /// <summary>Once: connections are used again.</summary>
    private int Step()
    {
        var breaksOff = _instructionsLeft-- == 0;
        BrokenOff += breaksOff ? 1 : 0;
        return breaksOff ? 1 : 0;
    }
}
