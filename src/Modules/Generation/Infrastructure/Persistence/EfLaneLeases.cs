using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfLaneLeases(
    IDbContextFactory<GenerationDbContext> contexts, IBackends backends, ClusterClock clusterClock, ISignals signals,
    TimeProvider clock) : ILaneLeases
{
    /// <summary>A lane that nobody holds waits no longer for one statement that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public Task<IReadOnlyList<string>> ListVacantAsync(CancellationToken cancellationToken) =>
        WithinAsync(ReadVacantAsync, cancellationToken);

    public Task<LaneLease?> TryTakeAsync(string server, CancellationToken cancellationToken) =>
        WithinAsync(token => TakeAsync(server, token), cancellationToken);

    private async Task<IReadOnlyList<string>> ReadVacantAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clusterClock.GetUtcNow();
        var (lapsed, ahead) = (now - Backend.LaneLifetime, now + Backend.LaneLifetime);
        return await db.Backends
            .Where(backend => backend.LaneSeenAt == null || backend.LaneSeenAt <= lapsed || backend.LaneSeenAt >= ahead)
            .Select(backend => backend.Name).ToListAsync(cancellationToken);
    }

    private async Task<LaneLease?> TakeAsync(string server, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        // A time that stood still while the machine was suspended would make every lane that others hold look free.
        await clusterClock.ReadAsync(db.Database.GetDbConnection(), cancellationToken);
        var askedAt = clock.GetTimestamp();
        // What is being stored under the lease before is stored before this one begins.
        await using var transaction = await BeginToLockAsync(db, cancellationToken);
        try
        {
            var backend = await Locked(db, server).AsAsyncEnumerable().FirstOrDefaultAsync(cancellationToken);
            if (backend is null || !backend.TryTakeLane(clusterClock.GetUtcNow()))
            {
                return null;
            }

            await db.SaveChangesAsync(cancellationToken);
            await (transaction?.CommitAsync(cancellationToken) ?? Task.CompletedTask);
            return new(server, backend.Epoch, askedAt, clock);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            // Something is being stored under the lease before for so long that it may be heard of again.
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another run was quicker.
            return null;
        }
    }

    public async Task RenewAsync(LaneLease lease, CancellationToken cancellationToken)
    {
        if ((await RenewAllAsync([lease], cancellationToken)).Count > 0)
        {
            throw new LaneLostException(lease.Server);
        }
    }

    public async Task<IReadOnlyList<LaneLease>> RenewAllAsync(IReadOnlyCollection<LaneLease> leases, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (askedAt, now) = (clock.GetTimestamp(), clusterClock.GetUtcNow());
        var keys = leases.Select(lease => KeyOf(lease.Server, lease.Epoch)).ToList();
        await db.WriteAsync(
            () => db.Backends.Where(backend => keys.Contains(backend.Name + "\n" + backend.Epoch))
                .ExecuteUpdateAsync(set => set.SetProperty(backend => backend.LaneSeenAt, now), cancellationToken),
            cancellationToken);
        // Only what is read after the write says whose the lanes are: a run that was replaced in between is not fresh.
        var names = leases.Select(lease => lease.Server).Distinct().ToList();
        var epochs = await db.Backends.AsNoTracking().Where(backend => names.Contains(backend.Name))
            .Select(backend => new { backend.Name, backend.Epoch })
            .ToDictionaryAsync(backend => backend.Name, backend => backend.Epoch, cancellationToken);
        var held = leases.Where(lease => epochs.TryGetValue(lease.Server, out var epoch) && epoch == lease.Epoch).ToList();
        foreach (var lease in held)
        {
            lease.NoteRenewed(askedAt);
        }

        await NoteSuccessesAsync(db, held, cancellationToken);
        return [.. leases.Except(held)];
    }

    public async Task ReportAsync(LaneLease lease, BackendReport report, CancellationToken cancellationToken) => await backends.ChangeAsync(
        lease.Server,
        backend =>
        {
            if (backend.Epoch != lease.Epoch)
            {
                throw new LaneLostException(lease.Server);
            }

            backend.Report(report, clock.GetUtcNow());
        },
        cancellationToken);

    public async Task ReleaseAsync(LaneLease lease, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            () => Held(db, lease).ExecuteUpdateAsync(
                set => set.SetProperty(backend => backend.LaneSeenAt, (DateTimeOffset?)null), cancellationToken), cancellationToken);
    }

    public async Task RemoveServerAsync(LaneLease lease, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(() => Held(db, lease).Where(backend => backend.State == BackendState.Removing)
            .ExecuteDeleteAsync(cancellationToken), cancellationToken);
        signals.Notify(Topics.Backends);
    }

    /// <summary>One time for all of them: they are told within the second. The next renewal tells what could not be told now.</summary>
    private static async Task NoteSuccessesAsync(GenerationDbContext db, List<LaneLease> leases, CancellationToken cancellationToken)
    {
        var told = leases.Select(lease => (Lease: lease, At: lease.TakeSuccess())).Where(success => success.At is not null).ToList();
        if (told.Count == 0)
        {
            return;
        }

        var (servers, at) = (told.Select(success => success.Lease.Server).ToList(), told.Max(success => success.At));
        try
        {
            await db.WriteAsync(
                () => db.Backends.Where(backend => servers.Contains(backend.Name))
                    .ExecuteUpdateAsync(set => set.SetProperty(backend => backend.LastSuccessAt, at), cancellationToken),
                cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            told.ForEach(success => success.Lease.NoteSuccess(success.At!.Value));
        }
    }

    /// <summary>Whoever is frozen while they hold the row lose it after a while, and nobody waits for long.</summary>
    private static async Task<IDbContextTransaction?> BeginToLockAsync(GenerationDbContext db, CancellationToken cancellationToken)
    {
        if (!db.Database.IsNpgsql())
        {
            return null;
        }

        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync(string.Join(';', TransactionLimits.Statements), cancellationToken);
        return transaction;
    }

    private static IQueryable<Backend> Locked(GenerationDbContext db, string server) => db.Database.IsNpgsql()
        ? db.Backends.FromSql($"SELECT * FROM generation.backends WHERE name = {server} FOR UPDATE")
        : db.Backends.Where(backend => backend.Name == server);

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The database did not answer for {Patience.TotalSeconds:0} s.", exception);
        }
    }

    private static string KeyOf(string server, long epoch) => $"{server}\n{epoch}";

    private static IQueryable<Backend> Held(GenerationDbContext db, LaneLease lease) =>
        db.Backends.Where(backend => backend.Name == lease.Server && backend.Epoch == lease.Epoch);
}
