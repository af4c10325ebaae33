using System.Collections.Concurrent;
using System.Data;
using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.BuildingBlocks.Infrastructure.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.BuildingBlocks.Infrastructure.Commits;

/// <summary>
/// Stores changes that come at the same time in one transaction, with one flush of the disk for all of them. Whoever comes first
/// stores what has come by then; who comes alone waits for nobody. Nobody is answered before the commit.
/// </summary>
public sealed class GroupCommit<TContext> : IAsyncDisposable
    where TContext : ModuleDbContext
{
    private const int LargestGroup = 128;

    private readonly IDbContextFactory<TContext> _contexts;
    private readonly DatabaseCondition<TContext> _condition;
    private readonly ISignals _signals;
    private readonly ConcurrentQueue<PendingChange> _pending = new();

    /// <summary>1 while somebody stores for all.</summary>
    private int _isLed;

    /// <summary>The change of who leads by now, taken out of the queue: a queue that is only looked into keeps what leaves it.</summary>
    private PendingChange? _nextLeader;

    private TContext? _db;
    private StatementRunner? _runner;

    /// <summary>Whether nobody can know any more, when something goes wrong, what is stored.</summary>
    private bool _isCommitting;

    internal GroupCommit(IDbContextFactory<TContext> contexts, DatabaseCondition<TContext> condition, ISignals signals) =>
        (_contexts, _condition, _signals) = (contexts, condition, signals);

    /// <summary>Stores the change; it is on the disk when this says so.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Ends the wait for a turn. What is being stored by then is waited for.</param>
    public async Task<ChangeOutcome> StoreAsync(DatabaseChange change, CancellationToken cancellationToken)
    {
        var mine = new PendingChange(change);
        _pending.Enqueue(mine);
        if (!TryLead())
        {
            try
            {
                await mine.Signaled.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (mine.TryAbandon())
            {
                throw;
            }
            catch (OperationCanceledException)
            {
                // It is being stored: whoever asked for it tells the others, although its caller has left.
                await mine.Signaled;
            }

            if (mine.HasEnded)
            {
                return mine.Outcome();
            }
        }

        await LeadAsync(mine, cancellationToken);
        return mine.Outcome();
    }

    public ValueTask DisposeAsync() => DisconnectAsync();

    private bool TryLead() => Interlocked.Exchange(ref _isLed, 1) == 0;

    /// <summary>Stores for all until the own change is stored.</summary>
    private async Task LeadAsync(PendingChange mine, CancellationToken cancellationToken)
    {
        try
        {
            if (cancellationToken.IsCancellationRequested && mine.TryAbandon())
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            while (!mine.HasEnded)
            {
                await StoreSomeAsync(Take());
            }
        }
        finally
        {
            HandOn();
        }
    }

    /// <summary>To the first that waits: those whose changes are stored are not asked again.</summary>
    private void HandOn()
    {
        do
        {
            while (_pending.TryDequeue(out var next))
            {
                // Before it is told: its caller may begin at once.
                _nextLeader = next;
                if (next.TryPromote())
                {
                    return;
                }

                // It was abandoned.
                _nextLeader = null;
            }

            Interlocked.Exchange(ref _isLed, 0);
        }
        // Somebody may have come in between and found it led.
        while (!_pending.IsEmpty && TryLead());
    }

    private List<PendingChange> Take()
    {
        var group = new List<PendingChange>();
        if (_nextLeader is { } leader)
        {
            _nextLeader = null;
            if (leader.TryBegin())
            {
                group.Add(leader);
            }
        }

        while (group.Count < LargestGroup && _pending.TryDequeue(out var next))
        {
            if (next.TryBegin())
            {
                group.Add(next);
            }
        }

        group.Sort((one, other) => one.Change.Subject.CompareTo(other.Change.Subject));
        return group;
    }

    /// <summary>Ends each of them, whatever happens. Not by a caller's token: the others have nothing to do with it.</summary>
    private async Task StoreSomeAsync(List<PendingChange> group)
    {
        try
        {
            if (!await TryTogetherAsync(group))
            {
                await StoreEachAsync(group);
            }
        }
        catch (Exception exception)
        {
            await GiveUpAsync(group, exception);
        }
    }

    /// <returns>False, with nothing stored, when they must be stored one by one to find the one that is wrong.</returns>
    private async Task<bool> TryTogetherAsync(List<PendingChange> group)
    {
        try
        {
            return await TryStoreAsync(group);
        }
        catch (Exception exception) when (group.Count > 1 && !_isCommitting && IsOfStatement(exception))
        {
            return false;
        }
    }

    private async Task StoreEachAsync(List<PendingChange> group)
    {
        foreach (var pending in group)
        {
            try
            {
                await TryStoreAsync([pending]);
            }
            catch (Exception exception) when (IsOfStatement(exception))
            {
                await GiveUpAsync([pending], exception);
            }
        }
    }

    /// <summary>Whether it is about one of the statements, and the next one may go well.</summary>
    private static bool IsOfStatement(Exception exception) =>
        !TransientDatabaseErrors.IsReasonOf(exception) || TransientDatabaseErrors.IsContention(exception);

    private async Task<bool> TryStoreAsync(List<PendingChange> group)
    {
        _isCommitting = false;
        var runner = await ConnectAsync();
        using var turn = await SqliteWriteLock.AcquireAsync(_db!.Database, CancellationToken.None);
        await using var transaction = await runner.Connection.BeginTransactionAsync();
        var answers = new GroupAnswers(group.Select(pending => pending.Change).ToList());
        answers.Read(await runner.RunAsync(answers.Statements, transaction, CancellationToken.None));
        if (group.Count > 1 && !answers.CanBeStored)
        {
            await transaction.RollbackAsync();
            return false;
        }

        if (answers.CanBeStored)
        {
            _isCommitting = true;
            await transaction.CommitAsync();
            _condition.ReportWell();
        }

        for (var i = 0; i < group.Count; i++)
        {
            group[i].End(answers.Outcomes[i]);
        }

        if (answers.CanBeStored && group.Any(pending => pending.Change.HasEvents))
        {
            _signals.Notify(OutboxNotifyInterceptor<TContext>.Topic);
        }

        return true;
    }

    private async ValueTask<StatementRunner> ConnectAsync()
    {
        if (_runner is { Connection.State: not ConnectionState.Open })
        {
            // It broke while nobody wrote.
            await DisconnectAsync();
        }

        if (_runner is null)
        {
            _db = await _contexts.CreateDbContextAsync();
            await _db.Database.OpenConnectionAsync();
            _runner = new(_db.Database.GetDbConnection());
        }

        return _runner;
    }

    private async Task GiveUpAsync(List<PendingChange> group, Exception exception)
    {
        if (_runner is { Connection.State: not ConnectionState.Open } && IsOfStatement(exception))
        {
            // A client whose connection breaks under it throws what it happens to meet.
            exception = new DatabaseUnavailableException(exception);
        }

        try
        {
            _condition.Consider(exception);
            if (_runner?.Connection is SqliteConnection broken)
            {
                // A transaction may be open that its client knows nothing of: nobody else may get this connection.
                SqliteConnection.ClearPool(broken);
            }

            await DisconnectAsync();
        }
        finally
        {
            foreach (var pending in group)
            {
                pending.Fail(exception);
            }
        }
    }

    /// <summary>Whoever comes next connects anew.</summary>
    private async ValueTask DisconnectAsync()
    {
        var db = _db;
        (_db, _runner) = (null, null);
        if (db is not null)
        {
            await db.DisposeAsync();
        }
    }
}
