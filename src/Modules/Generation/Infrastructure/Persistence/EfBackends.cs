using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Rendering;
using ArtEngine.Generation.Domain;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfBackends(IDbContextFactory<GenerationDbContext> contexts, IWakeups wakeups, TimeProvider clock) : IBackends
{
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

        wakeups.Ring(Topics.Backends);
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
                wakeups.Ring(Topics.Backends);
                return backend;
            }
            catch (DbUpdateConcurrencyException)
            {
                db.ChangeTracker.Clear();
            }
        }

        return null;
    }

    public async Task RemoveAsync(LaneLease lease, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(() => Held(db, lease).ExecuteDeleteAsync(cancellationToken), cancellationToken);
        wakeups.Ring(Topics.Backends);
    }

    public async Task<LaneLease?> TryTakeLaneAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var askedAt = clock.GetTimestamp();
        var backend = await db.Backends.SingleOrDefaultAsync(backend => backend.Name == name, cancellationToken) ?? throw UnknownBackend.Named(name);
        if (!backend.TryTakeLane(clock.GetUtcNow()))
        {
            return null;
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return new(name, backend.Epoch, askedAt, clock);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another run was quicker.
            return null;
        }
    }

    public async Task RenewAsync(LaneLease lease, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (askedAt, now) = (clock.GetTimestamp(), clock.GetUtcNow());
        if (await SetSeenAsync(db, lease, now, cancellationToken) == 0)
        {
            throw new LaneLostException(lease.Server);
        }

        lease.NoteRenewed(askedAt);
    }

    public async Task ReportAsync(LaneLease lease, string? trouble, CancellationToken cancellationToken)
    {
        await ChangeAsync(
            lease.Server,
            backend =>
            {
                if (backend.Epoch != lease.Epoch)
                {
                    throw new LaneLostException(lease.Server);
                }

                backend.Report(trouble, clock.GetUtcNow());
            },
            cancellationToken);
    }

    public async Task ReleaseAsync(LaneLease lease, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await SetSeenAsync(db, lease, seenAt: null, cancellationToken);
    }

    private static Task<int> SetSeenAsync(GenerationDbContext db, LaneLease lease, DateTimeOffset? seenAt, CancellationToken cancellationToken) => db.WriteAsync(
        () => Held(db, lease).ExecuteUpdateAsync(set => set.SetProperty(backend => backend.LaneSeenAt, seenAt), cancellationToken), cancellationToken);

    private static IQueryable<Backend> Held(GenerationDbContext db, LaneLease lease) =>
        db.Backends.Where(backend => backend.Name == lease.Server && backend.Epoch == lease.Epoch);
}
