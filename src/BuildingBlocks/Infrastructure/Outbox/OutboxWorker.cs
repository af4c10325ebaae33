using ArtEngine.BuildingBlocks.Infrastructure.Sqlite;
using ArtEngine.BuildingBlocks.Infrastructure.Workers;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.BuildingBlocks.Infrastructure.Outbox;

/// <summary>Delivers a module's integration events in order, at least once each; one run in the whole cluster.</summary>
internal sealed class OutboxWorker<TContext>(
    IDbContextFactory<TContext> contexts, IntegrationEventPublisher publisher, ISignals signals, TimeProvider clock)
    : IClusterWorker
    where TContext : DbContext
{
    private const int BatchSize = 100;

    /// <summary>Nobody waits for an event: under load, several go in one batch.</summary>
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(5);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var subscription = signals.Subscribe(OutboxNotifyInterceptor<TContext>.Topic);
        while (true)
        {
            if (await DeliverBatchAsync(cancellationToken) < BatchSize)
            {
                // By the real clock, whatever time it is for the events: it only spares work.
                await Task.Delay(BetweenBatches, cancellationToken);
                await subscription.WaitAsync(LookAnyway, cancellationToken);
            }
        }
    }

    private async Task<int> DeliverBatchAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var believed = OutboxMessage.Believed(now);
        var batch = await db.Set<OutboxMessage>().Where(message => message.NotBefore <= now || message.NotBefore > believed)
            .OrderBy(message => message.Sequence).Take(BatchSize).ToListAsync(cancellationToken);
        var delivered = await publisher.PublishAsync(batch, cancellationToken);
        foreach (var message in batch.Where(message => !delivered.Contains(message.Sequence)))
        {
            message.Postpone(now);
        }

        await db.SaveChangesAsync(cancellationToken);
        await DeleteAsync(db, delivered, cancellationToken);
        return batch.Count;
    }

    private static async Task DeleteAsync(TContext db, IReadOnlySet<long> delivered, CancellationToken cancellationToken)
    {
        if (delivered.Count > 0)
        {
            using var turn = await SqliteWriteLock.AcquireAsync(db.Database, cancellationToken);
            await db.Set<OutboxMessage>().Where(message => delivered.Contains(message.Sequence)).ExecuteDeleteAsync(cancellationToken);
        }
    }
}
