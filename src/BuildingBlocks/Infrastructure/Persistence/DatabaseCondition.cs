using System.Data.Common;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace ArtEngine.BuildingBlocks.Infrastructure.Persistence;

/// <summary>
/// What the statements of a module say of its database: it is logged once when it goes bad and once when it is well again, however
/// many callers and loops meet it in between.
/// </summary>
internal sealed partial class DatabaseCondition<TContext>(string name, ILogger<DatabaseCondition<TContext>> logger)
    : SaveChangesInterceptor, IDbConnectionInterceptor, IDbCommandInterceptor, IDbTransactionInterceptor
    where TContext : DbContext
{
    private string? _trouble;
    private volatile bool _isDamaged;

    /// <summary>
    /// Why it cannot be used, in the database's words; null when the last thing it was asked for went well. What is damaged stays so for
    /// this process, although some of it can still be read and written.
    /// </summary>
    public string? Trouble => Volatile.Read(ref _trouble);

    /// <summary>Says that it can be read and written again.</summary>
    public void ReportWell()
    {
        if (!_isDamaged && Interlocked.Exchange(ref _trouble, null) is not null)
        {
            LogWell(logger, name);
        }
    }

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        // What is part of a transaction is not on the disk yet, and a change of nothing never gets there.
        if (result > 0 && eventData.Context!.Database.CurrentTransaction is null)
        {
            ReportWell();
        }

        return new(result);
    }

    public Task ConnectionFailedAsync(
        DbConnection connection, ConnectionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Consider(eventData.Exception);
        return Task.CompletedTask;
    }

    public Task TransactionFailedAsync(
        DbTransaction transaction, TransactionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Consider(eventData.Exception);
        return Task.CompletedTask;
    }

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Consider(eventData.Exception);
        return Task.CompletedTask;
    }

    public Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Consider(eventData.Exception);
        return Task.CompletedTask;
    }

    /// <summary>Says what went wrong; it counts when it is the database's trouble.</summary>
    public void Consider(Exception exception)
    {
        if (!TransientDatabaseErrors.IsReasonOf(exception) || TransientDatabaseErrors.IsContention(exception))
        {
            return;
        }

        if (TransientDatabaseErrors.IsDamage(exception))
        {
            _isDamaged = true;
        }

        if (Interlocked.Exchange(ref _trouble, exception.GetBaseException().Message) is null)
        {
            LogTrouble(logger, name, exception.GetBaseException().Message);
        }
    }

    [LoggerMessage(LogLevel.Error, "The database \"{Database}\" cannot be used: {Reason} Callers get 503 until it can")]
    private static partial void LogTrouble(ILogger logger, string database, string reason);

    [LoggerMessage(LogLevel.Information, "The database \"{Database}\" can be used again")]
    private static partial void LogWell(ILogger logger, string database);
}
