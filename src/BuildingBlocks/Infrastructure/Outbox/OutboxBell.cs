using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ArtEngine.BuildingBlocks.Infrastructure.Outbox;

/// <summary>Wakes the delivery as soon as facts are saved.</summary>
internal sealed class OutboxBell<TContext>(IWakeups wakeups) : SaveChangesInterceptor
    where TContext : ModuleDbContext
{
    public static string Topic { get; } = $"outbox:{typeof(TContext).Name}";

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context!.ChangeTracker.Entries<OutboxMessage>().Any())
        {
            wakeups.Ring(Topic);
        }

        return new(result);
    }
}
