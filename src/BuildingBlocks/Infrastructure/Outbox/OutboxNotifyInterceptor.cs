using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ArtEngine.BuildingBlocks.Infrastructure.Outbox;

/// <summary>Wakes the delivery as soon as events are saved, and again when the transaction around them is committed.</summary>
internal sealed class OutboxNotifyInterceptor<TContext>(ISignals signals) : SaveChangesInterceptor, IDbTransactionInterceptor
    where TContext : DbContext
{
    public static string Topic { get; } = $"outbox:{typeof(TContext).Name}";

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        NotifyFor(eventData.Context!);
        return new(result);
    }

    public Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        NotifyFor(eventData.Context!);
        return Task.CompletedTask;
    }

    private void NotifyFor(DbContext db)
    {
        if (db.ChangeTracker.Entries<OutboxMessage>().Any())
        {
            signals.Notify(Topic);
        }
    }
}
