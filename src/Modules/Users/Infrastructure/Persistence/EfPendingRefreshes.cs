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
        return await db.PendingRefreshes.AsNoTracking().Where(reread => reread.NotBefore <= now)
            .OrderBy(reread => reread.NotBefore).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.PendingRefreshes.AnyAsync(cancellationToken);
    }

    public Task SettleAsync(PendingRefresh reread, CancellationToken cancellationToken) =>
        ChangeUnlessRequestedAgainAsync(reread, (db, row) => db.Remove(row), cancellationToken);

    public Task PostponeAsync(PendingRefresh reread, CancellationToken cancellationToken) =>
        ChangeUnlessRequestedAgainAsync(reread, (_, row) => row.Postpone(clock.GetUtcNow()), cancellationToken);

    private async Task ChangeUnlessRequestedAgainAsync(
        PendingRefresh reread, Action<UsersDbContext, PendingRefresh> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.RunExclusiveAsync(
            async () =>
            {
                var row = await db.PendingRefreshes.SingleOrDefaultAsync(
                    row => row.Subject == reread.Subject && row.RequestedAt == reread.RequestedAt, cancellationToken);
                if (row is not null)
                {
                    change(db, row);
                }

                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);
    }
}
