using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Jobs.Queue;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>Read once in a while for all callers of a node.</summary>
internal sealed class EfQueueMode(IDbContextFactory<GenerationDbContext> contexts, ISignals signals, TimeProvider clock)
    : IQueueMode, IDisposable
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(3);

    private readonly ISignalSubscription _changes = signals.Subscribe(Topics.QueueMode);
    private Known? _known;

    public async ValueTask<QueueMode> GetAsync(CancellationToken cancellationToken)
    {
        if (_changes.HasRung())
        {
            Volatile.Write(ref _known, null);
        }

        if (Volatile.Read(ref _known) is { } known && clock.GetElapsedTime(known.At) < GoodFor)
        {
            return known.Mode;
        }

        var at = clock.GetTimestamp();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var mode = await db.QueueModes.Select(row => new QueueMode(row.IsPaused, row.Maintenance)).SingleAsync(cancellationToken);
        Volatile.Write(ref _known, new(mode, at));
        return mode;
    }

    public async Task<QueueMode> ChangeAsync(Func<QueueMode, QueueMode> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var after = await db.RunExclusiveAsync(
            "queue mode",
            async () =>
            {
                var row = await db.QueueModes.SingleAsync(cancellationToken);
                var mode = change(new(row.IsPaused, row.Maintenance));
                (row.IsPaused, row.Maintenance) = (mode.IsPaused, mode.Maintenance);
                await db.SaveChangesAsync(cancellationToken);
                return mode;
            },
            cancellationToken);
        signals.Notify(Topics.QueueMode);
        return after;
    }

    public void Dispose() => _changes.Dispose();

    private sealed record Known(QueueMode Mode, long At);
}
