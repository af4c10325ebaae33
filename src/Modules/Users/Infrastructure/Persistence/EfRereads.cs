using ArtEngine.Users.Application;
using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class EfRereads(IDbContextFactory<UsersDbContext> contexts, TimeProvider clock) : IRereads
{
    public async Task<IReadOnlyList<Reread>> DueAsync(int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        return await db.Rereads.AsNoTracking().Where(reread => reread.NotBefore <= now)
            .OrderBy(reread => reread.NotBefore).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Rereads.AnyAsync(cancellationToken);
    }

    public Task SettleAsync(Reread reread, CancellationToken cancellationToken) =>
        ChangeUnlessRequestedAgainAsync(reread, (db, row) => db.Remove(row), cancellationToken);

    public Task PostponeAsync(Reread reread, CancellationToken cancellationToken) =>
        ChangeUnlessRequestedAgainAsync(reread, (_, row) => row.Postpone(clock.GetUtcNow()), cancellationToken);

    private async Task ChangeUnlessRequestedAgainAsync(
        Reread reread, Action<UsersDbContext, Reread> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.TakeTurnsAsync(
            async () =>
            {
                var row = await db.Rereads.SingleOrDefaultAsync(
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
