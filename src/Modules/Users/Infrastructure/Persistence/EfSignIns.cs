using ArtEngine.Users.Application;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class EfSignIns(IDbContextFactory<UsersDbContext> contexts) : ISignIns
{
    /// <summary>Databases take only so many parameters.</summary>
    private const int AtOnce = 500;

    public async Task<Known> LookAsync(string issuer, string subject, DateTimeOffset? issuedAt, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        // Of those who are erased the row is gone, or should be: the tombstone counts in either case.
        return await db.Users.AsNoTracking().Where(user => user.Issuer == issuer && user.Subject == subject)
                .Select(user => new Known(user, db.Tombstones.Any(erased => erased.Subject == user.Subject) ||
                    db.ErasedIdentities.Any(erased => erased.Issuer == issuer && erased.Subject == subject &&
                        (erased.IsBlocked || issuedAt == null || erased.ErasedAt >= issuedAt))))
                .SingleOrDefaultAsync(cancellationToken)
            ?? new(null, await db.IsErasedAsync(issuer, subject, issuedAt, cancellationToken));
    }

    public async Task<KnownKey?> LookAsync(string keyHash, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var known =
            from key in db.ApiKeys.AsNoTracking()
            where key.Hash == keyHash
            join user in db.Users.AsNoTracking() on key.UserId equals user.Id
            where !db.Tombstones.Any(erased => erased.Subject == user.Subject)
            select new KnownKey(key, user);
        return await known.SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<Admitted> AdmittedAsync(
        IReadOnlyCollection<Guid> users, IReadOnlyCollection<Guid> keys, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (admitted, there) = (new HashSet<Guid>(), new HashSet<Guid>());
        foreach (var some in users.Chunk(AtOnce))
        {
            admitted.UnionWith(await db.Users
                .Where(user => some.Contains(user.Id) && user.BlockedAt == null && user.IsActive != false &&
                    !db.Tombstones.Any(erased => erased.Subject == user.Subject))
                .Select(user => user.Id).ToListAsync(cancellationToken));
        }

        foreach (var some in keys.Chunk(AtOnce))
        {
            there.UnionWith(await db.ApiKeys.Where(key => some.Contains(key.Id)).Select(key => key.Id).ToListAsync(cancellationToken));
        }

        return new(admitted, there);
    }
}
