using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Domain.Backends;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfBackends(IDbContextFactory<GenerationDbContext> contexts, ClusterClock clusterClock, ISignals signals) : IBackends
{
    public DateTimeOffset Now => clusterClock.GetUtcNow();

    public async Task<IReadOnlyList<Backend>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Backends.AsNoTracking().OrderBy(backend => backend.Name).ToListAsync(cancellationToken);
    }

    public async Task<Backend?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Backends.AsNoTracking().SingleOrDefaultAsync(backend => backend.Name == name, cancellationToken);
    }

    public async Task<bool> AddAsync(Backend backend, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Add(backend);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            if (await FindAsync(backend.Name, cancellationToken) is not null)
            {
                return false;
            }

            throw;
        }

        signals.Notify(Topics.Backends);
        return true;
    }

    public async Task<Backend?> ChangeAsync(string name, Action<Backend> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        while (await db.Backends.SingleOrDefaultAsync(backend => backend.Name == name, cancellationToken) is { } backend)
        {
            change(backend);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                signals.Notify(Topics.Backends);
                return backend;
            }
            catch (DbUpdateConcurrencyException)
            {
                db.ChangeTracker.Clear();
            }
        }

        return null;
    }
}
