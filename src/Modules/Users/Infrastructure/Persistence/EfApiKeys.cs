using ArtEngine.Users.Application;
using ArtEngine.Users.Domain;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Users.Infrastructure.Persistence;

internal sealed class EfApiKeys(IDbContextFactory<UsersDbContext> contexts) : IApiKeys
{
    public async Task<bool> AddAsync(ApiKey key, int places, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var others = await db.ApiKeys.Where(other => other.UserId == key.UserId).ToListAsync(cancellationToken);
            db.RemoveRange(others.Where(other => other.ExpiresAt <= key.CreatedAt));
            var taken = others.Where(other => other.ExpiresAt > key.CreatedAt).Select(other => other.Place).ToHashSet();
            if (taken.Count >= places)
            {
                return false;
            }

            key.Take(Enumerable.Range(0, places + taken.Count).First(place => !taken.Contains(place)));
            db.Add(key);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return true;
            }
            catch (DbUpdateException exception)
            {
                // When another request was first, the next turn finds another place: each turn somebody gets one, so it ends.
                if (exception is not DbUpdateConcurrencyException && !await IsTakenAsync(key, cancellationToken))
                {
                    throw;
                }
            }
        }
    }

    public async Task<IReadOnlyList<ApiKey>> ListAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ApiKeys.AsNoTracking().Where(key => key.UserId == userId)
            .OrderByDescending(key => key.CreatedAt).ThenByDescending(key => key.Id).ToListAsync(cancellationToken);
    }

    public async Task<bool> DeleteAsync(Guid userId, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.ApiKeys.SingleOrDefaultAsync(key => key.Id == id && key.UserId == userId, cancellationToken) is not { } key)
        {
            return false;
        }

        db.Remove(key);
        return await SavedAsync(db, cancellationToken);
    }

    public async Task NoteUseAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.ApiKeys.SingleOrDefaultAsync(key => key.Id == id, cancellationToken) is { } key)
        {
            key.NoteUse(now);
            await SavedAsync(db, cancellationToken);
        }
    }

    private async Task<bool> IsTakenAsync(ApiKey key, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ApiKeys.AnyAsync(
            other => other.UserId == key.UserId && other.Place == key.Place && other.Id != key.Id, cancellationToken);
    }

    private static async Task<bool> SavedAsync(UsersDbContext db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Deleted meanwhile.
            return false;
        }
    }
}
