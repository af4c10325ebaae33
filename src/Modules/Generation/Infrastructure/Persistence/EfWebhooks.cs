using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Webhooks.Endpoints;
using ArtEngine.Generation.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>Whatever changes a user's endpoints takes turns, in the whole cluster: messages are numbered without gaps.</summary>
internal sealed class EfWebhooks(IDbContextFactory<GenerationDbContext> contexts, TimeProvider clock) : IWebhooks, IJobAudience
{
    private static readonly TimeSpan ReadAgain = TimeSpan.FromSeconds(1);

    private static readonly Audience Unread = new([], ReadAt: null);

    private Audience _audience = Unread;

    public Task<bool> TryAddAsync(WebhookEndpoint endpoint, int most, CancellationToken cancellationToken) => AcquireAsync(
        endpoint.UserId,
        async db =>
        {
            if (await db.WebhookEndpoints.CountAsync(other => other.UserId == endpoint.UserId, cancellationToken) >= most)
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

    public async ValueTask<bool> IsThereAsync(Guid userId, CancellationToken cancellationToken)
    {
        var audience = Volatile.Read(ref _audience);
        if (audience.ReadAt is not { } at || clock.GetElapsedTime(at) >= ReadAgain)
        {
            var now = clock.GetTimestamp();
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            audience = new(
                await db.WebhookEndpoints.Where(endpoint => endpoint.IsEnabled).Select(endpoint => endpoint.UserId)
                    .ToHashSetAsync(cancellationToken),
                now);
            Volatile.Write(ref _audience, audience);
        }

        return audience.Users.Contains(userId);
    }

    /// <summary>What all who change a user's endpoints or messages take turns under.</summary>
    public static string TurnOf(Guid userId) => $"webhooks of {userId}";

    private async Task<T> AcquireAsync<T>(Guid userId, Func<GenerationDbContext, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var answer = await db.RunExclusiveAsync(TurnOf(userId), () => work(db), cancellationToken);
        // Other nodes see it a second later.
        Volatile.Write(ref _audience, Unread);
        return answer;
    }

    private sealed record Audience(HashSet<Guid> Users, long? ReadAt);
}
