using ArtEngine.Users.Application;
using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class EfPendingRefreshes(IDbContextFactory<UsersDbContext> contexts, TimeProvider clock) : IPendingRefreshes
{
    public async Task<IReadOnlyList<PendingRefresh>> DueAsync(int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return await db.PendingRefreshes.AsNoTracking().Where(refresh => refresh.NotBefore <= now)
            .OrderBy(refresh => refresh.NotBefore).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.PendingRefreshes.AnyAsync(cancellationToken);
    }

    public Task SettleAsync(PendingRefresh refresh, CancellationToken cancellationToken) =>
        ChangeUnlessRequestedAgainAsync(refresh, (db, row) => db.Remove(row), cancellationToken);

    public Task PostponeAsync(PendingRefresh refresh, CancellationToken cancellationToken) =>
        ChangeUnlessRequestedAgainAsync(refresh, (_, row) => row.Postpone(clock.GetUtcNow()), cancellationToken);

    private async Task ChangeUnlessRequestedAgainAsync(
        PendingRefresh refresh, Action<UsersDbContext, PendingRefresh> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.RunExclusiveAsync(
            async () =>
            {
                var row = await db.PendingRefreshes.SingleOrDefaultAsync(
                    row => row.Subject == refresh.Subject && row.RequestedAt == refresh.RequestedAt, cancellationToken);
                if (row is not null)
                {
                    change(db, row);
                }

                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);
    }
}
