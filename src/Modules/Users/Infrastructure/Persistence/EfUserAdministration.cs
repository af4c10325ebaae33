using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Application;
using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class EfUserAdministration(IDbContextFactory<UsersDbContext> contexts, ISignals signals, TimeProvider clock)
    : IUserAdministration
{
    public async Task<IReadOnlyList<(User User, int Keys)>> ListAsync(
        string? email, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var users = db.Users.AsNoTracking();
        users = email is null ? users : users.Where(user => user.Email == email);
        users = before is { } last ? users.Where(user => user.Id < last) : users;
        var page = await users.OrderByDescending(user => user.Id).Take(limit)
            .Select(user => new { User = user, Keys = db.ApiKeys.Count(key => key.UserId == user.Id) }).ToListAsync(cancellationToken);
        return [.. page.Select(row => (row.User, row.Keys))];
    }

    public async Task<(User User, int Keys)?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, cancellationToken) is { } user
            ? (user, await db.ApiKeys.CountAsync(key => key.UserId == id, cancellationToken))
            : null;
    }

    public Task<bool> BlockAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(
        async db =>
        {
            var user = await FindAsync(db, id, cancellationToken);
            user?.Block(clock.GetUtcNow());
            return user is not null;
        },
        cancellationToken);

    public Task<bool> UnblockAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(
        async db =>
        {
            var user = await FindAsync(db, id, cancellationToken);
            user?.Unblock();
            var erased = await db.ErasedIdentities.Where(identity => identity.UserId == id).ToListAsync(cancellationToken);
            erased.ForEach(identity => identity.Unblock());
            return user is not null || erased.Count > 0;
        },
        cancellationToken);

    public Task<bool> EraseAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(
        async db =>
        {
            if (await FindAsync(db, id, cancellationToken) is not { } user)
            {
                return false;
            }

            var now = clock.GetUtcNow();
            if (await db.ErasedIdentities.FindAsync([user.Issuer, user.Subject], cancellationToken) is { } before)
            {
                before.EraseAgain(id, now, user.IsBlocked);
            }
            else
            {
                db.Add(new ErasedIdentity(user.Issuer, user.Subject, id, now, user.IsBlocked));
            }

            await db.RemoveAsync(user, now, cancellationToken);
            return true;
        },
        cancellationToken);

    public Task<int?> RevokeKeysAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync<int?>(
        async db =>
        {
            if (await FindAsync(db, id, cancellationToken) is null)
            {
                return null;
            }

            var keys = await db.ApiKeys.Where(key => key.UserId == id).ToListAsync(cancellationToken);
            db.RemoveRange(keys);
            return keys.Count;
        },
        cancellationToken);

    public Task<MoveOutcome> MoveAsync(Guid id, string issuer, string subject, bool replace, CancellationToken cancellationToken) =>
        ChangeAsync(
            async db =>
            {
                if (await FindAsync(db, id, cancellationToken) is not { } user)
                {
                    return MoveOutcome.Unknown;
                }

                if (await db.IsErasedAsync(subject, cancellationToken) || await db.ErasedIdentities.AnyAsync(
                    erased => erased.Issuer == issuer && erased.Subject == subject && erased.IsBlocked, cancellationToken))
                {
                    return MoveOutcome.Erased;
                }

                var other = await db.Users.SingleOrDefaultAsync(
                    row => row.Issuer == issuer && row.Subject == subject && row.Id != id, cancellationToken);
                if (other is not null)
                {
                    if (!replace)
                    {
                        return MoveOutcome.Taken;
                    }

                    // Without a tombstone: whoever comes by that name is the one who was moved.
                    await db.RemoveAsync(other, clock.GetUtcNow(), cancellationToken);
                    await db.SaveChangesAsync(cancellationToken);
                }

                user.Move(issuer, subject);
                return MoveOutcome.Moved;
            },
            cancellationToken);

    private static Task<User?> FindAsync(UsersDbContext db, Guid id, CancellationToken cancellationToken) =>
        db.Users.SingleOrDefaultAsync(user => user.Id == id, cancellationToken);

    private Task<T> ChangeAsync<T>(Func<UsersDbContext, Task<T>> change, CancellationToken cancellationToken) =>
        contexts.ChangeAsync(change, () => signals.Notify(UserTopics.Access), cancellationToken);
}
