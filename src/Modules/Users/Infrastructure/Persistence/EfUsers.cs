using ArtEngine.Users.Application;
using ArtEngine.Users.Contracts;
using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class EfUsers(IDbContextFactory<UsersDbContext> contexts, TimeProvider clock) : IUsers
{
    public async Task<User?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, cancellationToken);
    }

    public async Task<User?> FindAsync(string issuer, string subject, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Users.AsNoTracking()
            .SingleOrDefaultAsync(user => user.Issuer == issuer && user.Subject == subject, cancellationToken);
    }

    public async Task<User> AddAsync(User user, DateTimeOffset? issuedAt, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            return await db.RunExclusiveAsync(() => AddAsync(db, user, issuedAt, cancellationToken), cancellationToken);
        }
        catch (DbUpdateException)
        {
            // A first sign-in often comes as several requests at once.
            if (await FindAsync(user.Issuer, user.Subject, cancellationToken) is { } other)
            {
                return other;
            }

            throw;
        }
    }

    public async Task ChangeAsync(Guid id, Action<User> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.RunExclusiveAsync(
            async () =>
            {
                if (await db.Users.SingleOrDefaultAsync(user => user.Id == id, cancellationToken) is { } user)
                {
                    await db.ChangeAsync(user, change, clock.GetUtcNow(), cancellationToken);
                }

                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);
    }

    private static async Task<User> AddAsync(
        UsersDbContext db, User user, DateTimeOffset? issuedAt, CancellationToken cancellationToken)
    {
        // The token was good when it was looked at; the user may have been deleted since.
        if (!await db.IsErasedAsync(user.Issuer, user.Subject, issuedAt, cancellationToken) &&
            (EndUser.OwnerOf(user.Issuer) is not { } owner || await db.Users.AnyAsync(other => other.Id == owner, cancellationToken)))
        {
            db.Add(user);
            db.AddToOutbox(new UserRegistered(Guid.CreateVersion7(user.CreatedAt), user.CreatedAt, user.Id));
            await db.SaveChangesAsync(cancellationToken);
        }

        return user;
    }
}
