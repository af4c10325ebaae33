using ArtEngine.Users.Application;
using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class EfSignIns(IDbContextFactory<UsersDbContext> contexts) : ISignIns
{
    public async Task<Known> LookAsync(string issuer, string subject, DateTimeOffset? issuedAt, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        // Of those who are erased the row is gone, or should be: the tombstone counts in either case.
        return await db.Users.AsNoTracking().Where(user => user.Issuer == issuer && user.Subject == subject)
                .Select(user => new Known(user, db.ErasedUsers.Any(erased => erased.Subject == user.Subject)))
                .SingleOrDefaultAsync(cancellationToken)
            ?? new(null, await IsErasedAsync(db, issuer, subject, issuedAt, cancellationToken));
    }

    private static async Task<bool> IsErasedAsync(
        UsersDbContext db, string issuer, string subject, DateTimeOffset? issuedAt, CancellationToken cancellationToken) =>
        await db.ErasedUsers.AnyAsync(erased => erased.Subject == subject, cancellationToken) ||
        await db.ErasedTenants.AnyAsync(
            tenant => tenant.Issuer == issuer && (issuedAt == null || tenant.ErasedAt >= issuedAt), cancellationToken);

    public async Task<ApiKey?> LookAsync(string keyHash, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var known =
            from key in db.ApiKeys.AsNoTracking()
            where key.Hash == keyHash
            join user in db.Users on key.UserId equals user.Id
            where !db.ErasedUsers.Any(erased => erased.Subject == user.Subject)
            select key;
        return await known.SingleOrDefaultAsync(cancellationToken);
    }
}
