using System.Collections.Concurrent;
using ArtEngine.Generation.Application.Webhooks.Endpoints;
using ArtEngine.Generation.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>Whatever changes a user's endpoints takes turns, in the whole cluster: messages are numbered without gaps.</summary>
internal sealed class EfWebhooks(IDbContextFactory<GenerationDbContext> contexts, TimeProvider clock) : IWebhooks
{
    private const int MaxRemembered = 50_000;

    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    /// <summary>Who has endpoints, of those who were asked about.</summary>
    private ConcurrentDictionary<Guid, (bool IsThere, long At)> _known = new();

    public Task<bool> TryAddAsync(WebhookEndpoint endpoint, int most, CancellationToken cancellationToken) => AcquireAsync(
        endpoint.UserId,
        async db =>
        {
            var alike = db.WebhookEndpoints.Where(other => other.UserId == endpoint.UserId && (other.Url.Length == 0) == endpoint.IsOfJobs);
            if (await alike.CountAsync(cancellationToken) >= most)
            {
                return false;
            }

            db.Add(endpoint);
            await db.SaveChangesAsync(cancellationToken);
            return true;
        },
        cancellationToken);

    public async Task<IReadOnlyList<WebhookEndpoint>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.WebhookEndpoints.AsNoTracking().Where(endpoint => endpoint.UserId == userId)
            .OrderBy(endpoint => endpoint.CreatedAt).ToListAsync(cancellationToken);
    }

    public async Task<WebhookEndpoint?> FindAsync(Guid id, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.WebhookEndpoints.AsNoTracking()
            .SingleOrDefaultAsync(endpoint => endpoint.Id == id && endpoint.UserId == userId, cancellationToken);
    }

    public Task<WebhookEndpoint?> ChangeAsync(
        Guid id, Guid userId, Action<WebhookEndpoint> change, CancellationToken cancellationToken) => AcquireAsync(
        userId,
        async db =>
        {
            if (await db.WebhookEndpoints.SingleOrDefaultAsync(
                endpoint => endpoint.Id == id && endpoint.UserId == userId, cancellationToken) is not { } endpoint)
            {
                return null;
            }

            change(endpoint);
            await db.SaveChangesAsync(cancellationToken);
            return endpoint;
        },
        cancellationToken);

    public Task<bool> RemoveAsync(Guid id, Guid userId, CancellationToken cancellationToken) => AcquireAsync(
        userId,
        async db =>
        {
            // Its messages go with it.
            return await db.WebhookEndpoints.Where(endpoint => endpoint.Id == id && endpoint.UserId == userId)
                .ExecuteDeleteAsync(cancellationToken) > 0;
        },
        cancellationToken);

    public async ValueTask<bool> AnyAsync(Guid userId, CancellationToken cancellationToken)
    {
        // An answer that was read before a change goes into the cache of that time, which nobody reads any more.
        var known = Volatile.Read(ref _known);
        if (known.TryGetValue(userId, out var entry) && clock.GetElapsedTime(entry.At) < GoodFor)
        {
            return entry.IsThere;
        }

        var now = clock.GetTimestamp();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var isThere = await db.WebhookEndpoints.AnyAsync(endpoint => endpoint.UserId == userId && endpoint.IsEnabled, cancellationToken);
        known[userId] = (isThere, now);
        if (known.Count > MaxRemembered)
        {
            Forget();
        }

        return isThere;
    }

    /// <summary>The lock that everybody takes who changes a user's endpoints or messages.</summary>
    public static string TurnOf(Guid userId) => $"webhooks of {userId}";

    private async Task<T> AcquireAsync<T>(Guid userId, Func<GenerationDbContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var answer = await db.RunExclusiveAsync(TurnOf(userId), () => work(db), cancellationToken);
        // Other nodes see it a second later.
        Forget();
        return answer;
    }

    private void Forget() => Volatile.Write(ref _known, new());
}
