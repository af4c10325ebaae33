using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Webhooks;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Domain.Webhooks;
using ArtEngine.Generation.Infrastructure.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfWebhookDeliveries(
    IDbContextFactory<GenerationDbContext> contexts, WebhookBodies bodies, TimeProvider clock, IOptions<WebhookOptions> options)
    : IWebhookDeliveries, IWebhookSchedule
{
    private const string Gone = "The receiver answered 410: it wants no more messages.";

    public Task<int> TellAsync(WebhookEvent told, CancellationToken cancellationToken) => AcquireAsync(
        told.UserId,
        async db =>
        {
            var endpoints = await db.WebhookEndpoints.Where(endpoint => endpoint.UserId == told.UserId &&
                (told.EndpointId == null || endpoint.Id == told.EndpointId)).ToListAsync(cancellationToken);
            var earlier = await db.WebhookDeliveries.Where(delivery => delivery.EventId == told.Id)
                .Select(delivery => delivery.EndpointId).ToListAsync(cancellationToken);
            var now = clock.GetUtcNow();
            var count = 0;
            foreach (var endpoint in endpoints.Where(endpoint => endpoint.Wants(told.Type) && !earlier.Contains(endpoint.Id)))
            {
                if (!endpoint.IsOfJobs || told.Url is not null)
                {
                    var sequence = endpoint.Add(now);
                    db.Add(WebhookDelivery.Of(endpoint, told.Id, told.Type, sequence, bodies.Write(told, sequence), now, told.Url));
                    count++;
                }
            }

            await db.SaveChangesAsync(cancellationToken);
            return count;
        },
        cancellationToken);

    public async Task<IReadOnlyList<WebhookDelivery>> ListAsync(
        Guid endpointId, long? below, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.WebhookDeliveries.AsNoTracking()
            .Where(delivery => delivery.EndpointId == endpointId && (below == null || delivery.Sequence < below))
            .OrderByDescending(delivery => delivery.Sequence).Take(count).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<OwnedDelivery>> ListAllAsync(
        DeliveryState? state, PageCursor? after, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var all = db.WebhookDeliveries.AsNoTracking();
        var found = state is { } one ? all.Where(delivery => delivery.State == one) : all;
        if (after is { } last)
        {
            found = found.Where(delivery => delivery.CreatedAt <= last.CreatedAt &&
                (delivery.CreatedAt < last.CreatedAt || delivery.Id.CompareTo(last.Id) < 0));
        }

        var rows = await found.OrderByDescending(delivery => delivery.CreatedAt).ThenByDescending(delivery => delivery.Id).Take(count)
            .Join(
                db.WebhookEndpoints, delivery => delivery.EndpointId, endpoint => endpoint.Id,
                (delivery, endpoint) => new { delivery, endpoint.Url })
            .OrderByDescending(row => row.delivery.CreatedAt).ThenByDescending(row => row.delivery.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(row => OwnedDelivery.Of(row.delivery, row.delivery.Url ?? row.Url))];
    }

    public Task<bool> SendAgainAsync(Guid deliveryId, WebhookEndpoint endpoint, CancellationToken cancellationToken) => AcquireAsync(
        endpoint.UserId,
        async db =>
        {
            if (await db.WebhookDeliveries.SingleOrDefaultAsync(
                    delivery => delivery.Id == deliveryId && delivery.EndpointId == endpoint.Id, cancellationToken) is not { } delivery ||
                await FindAsync(db, endpoint, cancellationToken) is not { } row)
            {
                return false;
            }

            var now = clock.GetUtcNow();
            delivery.SendAgain(now);
            if (row.IsEnabled)
            {
                row.Wake(now);
            }

            await db.SaveChangesAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    public async Task<IReadOnlyList<WebhookEndpoint>> DueEndpointsAsync(
        IReadOnlyCollection<Guid> except, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return await db.WebhookEndpoints.AsNoTracking().Where(endpoint => endpoint.DueAt <= now && !except.Contains(endpoint.Id))
            .OrderBy(endpoint => endpoint.DueAt).Take(count).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<WebhookDelivery>> DueAsync(Guid endpointId, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return await db.WebhookDeliveries.AsNoTracking().Where(delivery => delivery.EndpointId == endpointId && delivery.NextAt <= now)
            .OrderBy(delivery => delivery.NextAt).ThenBy(delivery => delivery.Sequence).Take(count).ToListAsync(cancellationToken);
    }

    public Task NoteSentAsync(WebhookEndpoint endpoint, IReadOnlyList<SentDelivery> sent, CancellationToken cancellationToken) =>
        AcquireAsync(
            endpoint.UserId,
            async db =>
            {
                if (await FindAsync(db, endpoint, cancellationToken) is not { } row)
                {
                    return 0;
                }

                var (now, firstPause) = (clock.GetUtcNow(), TimeSpan.FromSeconds(options.Value.FirstPauseSeconds));
                var results = sent.ToDictionary(one => one.DeliveryId);
                foreach (var delivery in await db.WebhookDeliveries.Where(delivery => results.Keys.Contains(delivery.Id))
                    .ToListAsync(cancellationToken))
                {
                    var result = results[delivery.Id];
                    delivery.NoteSent(result.Status, result.Error, firstPause, now);
                    if (result.IsGone && row.IsOfJobs)
                    {
                        delivery.GiveUp(now);
                    }
                }

                await db.SaveChangesAsync(cancellationToken);
                var next = await db.WebhookDeliveries.Where(delivery => delivery.EndpointId == row.Id && delivery.NextAt != null)
                    .MinAsync(delivery => delivery.NextAt, cancellationToken);
                row.NoteSent(sent.Count == 0 || sent.Any(one => one.Error is null), next, firstPause, now);
                if (!row.IsOfJobs && sent.Any(one => one.IsGone))
                {
                    row.Disable(Gone);
                }

                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);

    public async Task<int> DeleteOldAsync(int count, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - TimeSpan.FromDays(options.Value.KeepDays);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var old = await db.WebhookDeliveries.Where(delivery => delivery.CreatedAt < before).OrderBy(delivery => delivery.CreatedAt)
            .Select(delivery => delivery.Id).Take(count).ToListAsync(cancellationToken);
        return await db.WriteAsync(
            () => db.WebhookDeliveries.Where(delivery => old.Contains(delivery.Id)).ExecuteDeleteAsync(cancellationToken),
            cancellationToken);
    }

    private static Task<WebhookEndpoint?> FindAsync(
        GenerationDbContext db, WebhookEndpoint endpoint, CancellationToken cancellationToken) =>
        db.WebhookEndpoints.SingleOrDefaultAsync(row => row.Id == endpoint.Id, cancellationToken);

    private async Task<T> AcquireAsync<T>(Guid userId, Func<GenerationDbContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunExclusiveAsync(EfWebhooks.TurnOf(userId), () => work(db), cancellationToken);
    }
}
