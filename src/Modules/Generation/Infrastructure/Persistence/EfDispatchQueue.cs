using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Rendering.Dispatching;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfDispatchQueue(
    IDbContextFactory<GenerationDbContext> contexts, JobWriter writer, JobChanges changes, TimeProvider clock)
    : IDispatchQueue, IServerLoads
{
    public async Task<IReadOnlyList<WaitingJob>> WaitingAsync(WaitingFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        // A pause that ends long after any pause would was written by a clock that was wrong.
        var believed = now + FaultTable.LongestPause + FaultTable.LongestPause;
        var waiting = db.Jobs.Where(job => job.Status == JobStatus.Queued && job.OpenAttemptId == null &&
            (job.NotBefore == null || job.NotBefore <= now || job.NotBefore > believed));
        // Not by a parameter, which no partial index fits.
        waiting = filter.Suspects ? waiting.Where(job => job.IsSuspect) : waiting.Where(job => !job.IsSuspect);
        if (filter.AvoidedBy is { } server)
        {
            var longest = now + FaultTable.LongestAvoidance;
            waiting = waiting.Where(
                job => job.AvoidedServer != server || job.AvoidUntil == null || job.AvoidUntil <= now || job.AvoidUntil > longest);
        }

        if (filter.Without.Count > 0)
        {
            waiting = waiting.Where(job => job.NeedsKey == null || !filter.Without.Contains(job.NeedsKey));
        }

        return await waiting.OrderByDescending(job => job.Priority).ThenBy(job => job.Sequence).Take(filter.Count)
            .Select(job => new WaitingJob(
                job.Id, job.Priority, job.Checkpoint, job.PassedOver, job.AvoidedServer, job.QueuedAgainAt, job.CreatedAt)
            {
                AvoidUntil = job.AvoidUntil,
                NeedsKey = job.NeedsKey,
            })
            .ToListAsync(cancellationToken);
    }

    public async Task<string?> FindGraphAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.Id == jobId).Select(job => job.Graph).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<ImageJob?> ClaimAsync(LaneLease lease, DispatchDecision choice, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = db.Database.IsNpgsql() ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
        if (await IfItWaits(db, choice.Job.Id).AsAsyncEnumerable().FirstOrDefaultAsync(cancellationToken) is not { } job)
        {
            return null;
        }

        if (job.AttemptCount > 0)
        {
            await db.Entry(job).Collection(job => job.Attempts).LoadAsync(cancellationToken);
        }

        db.Add(job.Claim(Guid.NewGuid(), lease.Server, choice.SwitchesModel, clock.GetUtcNow()));
        if (!await writer.TrySaveAsync(db, lease, cancellationToken))
        {
            return null;
        }

        if (choice.PassedOver.Count > 0)
        {
            var passedOver = choice.PassedOver.Select(passed => passed.Id).ToList();
            await db.WriteAsync(
                () => db.Jobs.Where(passed => passedOver.Contains(passed.Id))
                    .ExecuteUpdateAsync(set =>
                        set.SetProperty(passed => passed.PassedOver, passed => passed.PassedOver + 1), cancellationToken),
                cancellationToken);
        }

        if (transaction is not null)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        changes.ReportClaim(job);
        return job;
    }

    public async Task<ImageJob?> ChangeAsync(
        LaneLease lease, Guid jobId, ImageJob? known, Action<ImageJob> change, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.ChangeAsync(jobId, known, change, lease, cancellationToken);
        }
        catch (Exception exception) when (TransientDatabaseErrors.IsReasonOf(exception))
        {
            throw new DatabaseUnavailableException(exception);
        }
    }

    public async Task<IReadOnlyList<ImageJob>> WithOpenAttemptAsync(string server, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Include(job => job.Attempts).Include(job => job.Outputs).AsSplitQuery()
            .Where(job => job.Server == server && job.OpenAttemptId != null)
            .OrderBy(job => job.Sequence).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> CancelingAsync(string server, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.Server == server && job.OpenAttemptId != null && job.Status == JobStatus.Canceling)
            .Select(job => job.OpenAttemptId!.Value).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> ClosedAmongAsync(IReadOnlyList<Guid> attemptIds, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Attempts.Where(attempt => attemptIds.Contains(attempt.Id) && attempt.State != AttemptState.Open)
            .Select(attempt => attempt.Id).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyDictionary<string, int>> CountByServerAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.OpenAttemptId != null).GroupBy(job => job.Server!)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
    }

    /// <summary>On PostgreSQL, of claimers at once all but the first find nothing instead of waiting for each other.</summary>
    private static IQueryable<ImageJob> IfItWaits(GenerationDbContext db, Guid jobId) => db.Database.IsNpgsql()
        ? db.Jobs.FromSql(
            $"""
            SELECT * FROM generation.jobs WHERE id = {jobId} AND status = 'Queued' AND open_attempt_id IS NULL
            FOR UPDATE SKIP LOCKED
            """)
        : db.Jobs.Where(job => job.Id == jobId && job.Status == JobStatus.Queued && job.OpenAttemptId == null);
}
