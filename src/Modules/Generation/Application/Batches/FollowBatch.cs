using System.Runtime.CompilerServices;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Batches.Views;

namespace ArtEngine.Generation.Application.Batches;

/// <summary>Tells a listener how a batch is doing, whenever its counts are others, until it has ended.</summary>
internal sealed class FollowBatch(IBatches batches, ISignals signals, IDatabaseFaults faults, TimeProvider clock)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>Proxies close what is silent for long.</summary>
    private static readonly TimeSpan BetweenSigns = TimeSpan.FromSeconds(15);

    /// <returns>The batch as it is now; null is a sign of life.</returns>
    public async IAsyncEnumerable<BatchView?> FollowAsync(
        Guid id, Guid userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var subscription = signals.Subscribe(Topics.Batches);
        BatchView? told = null;
        var lastSign = clock.GetUtcNow();
        while (true)
        {
            // A listener stays while the database is away: all of them would come back at once, to the same.
            var (isRead, view) = await faults.TryReadAsync(() => FindAsync(id, userId, cancellationToken));
            if (isRead && view is null)
            {
                yield break;
            }

            view ??= told;
            var isNew = view is not null
                && (told is null || view.Counts != told.Counts || view.Status != told.Status || view.CompletedAt != told.CompletedAt);
            if (isNew || clock.GetUtcNow() - lastSign >= BetweenSigns)
            {
                lastSign = clock.GetUtcNow();
                yield return isNew ? told = view : null;
            }

            if (view?.CompletedAt is not null)
            {
                yield break;
            }

            await subscription.WaitAsync(BetweenLooks, cancellationToken);
        }
    }

    private async Task<BatchView?> FindAsync(Guid id, Guid userId, CancellationToken cancellationToken) =>
        await batches.FindAsync(id, userId, cancellationToken) is { } batch ? await batches.ViewAsync(batch, cancellationToken) : null;
}
