using ArtEngine.Generation.Application.Library.Outputs;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfLinkKeys(IDbContextFactory<GenerationDbContext> contexts) : ILinkKeys
{
    public async Task<byte[]> GetOrAddAsync(byte[] fresh, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(db, cancellationToken) is { } stored)
        {
            return stored;
        }

        db.Add(new LinkKey { Secret = fresh });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return fresh;
        }
        catch (DbUpdateException)
        {
            // Another node was quicker, unless there is something else the matter.
            db.ChangeTracker.Clear();
            if (await FindAsync(db, cancellationToken) is { } others)
            {
                return others;
            }

            throw;
        }
    }

    private static Task<byte[]?> FindAsync(GenerationDbContext db, CancellationToken cancellationToken) =>
        db.LinkKeys.Where(key => key.Id == LinkKey.OnlyId).Select(key => key.Secret).SingleOrDefaultAsync(cancellationToken);
}
