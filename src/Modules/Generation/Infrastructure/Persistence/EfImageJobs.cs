using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfImageJobs(IDbContextFactory<GenerationDbContext> contexts, IWakeups wakeups, TimeProvider clock) : IImageJobs
{
    public async Task<bool> AddAsync(ImageJob job, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Add(job);
        db.Announce(new JobAccepted(Guid.CreateVersion7(job.CreatedAt), job.CreatedAt, job.Id, job.UserId, job.WorkflowName));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (job.IdempotencyKey is not null)
        {
            db.ChangeTracker.Clear();
            if (await db.Jobs.AnyAsync(other => other.UserId == job.UserId && other.IdempotencyKey == job.IdempotencyKey, cancellationToken))
            {
                return false;
            }

            throw;
        }

        Ring(job);
        return true;
    }

    public async Task<ImageJob?> FindByKeyAsync(Guid userId, string idempotencyKey, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.AsNoTracking()
            .SingleOrDefaultAsync(job => job.UserId == userId && job.IdempotencyKey == idempotencyKey, cancellationToken);
    }

    public async Task<JobInLine?> FindAsync(Guid jobId, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await InLine(db, db.Jobs.Where(job => job.Id == jobId && job.UserId == userId)).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<JobInLine>> ListAsync(JobFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var jobs = db.Jobs.Where(job => job.UserId == filter.UserId);
        if (filter.Statuses.Count > 0)
        {
            jobs = jobs.Where(job => filter.Statuses.Contains(job.Status));
        }

        if (filter.Workflow is not null)
        {
            jobs = jobs.Where(job => job.WorkflowName == filter.Workflow);
        }

        if (filter.Before is not null)
        {
            jobs = jobs.Where(job => job.Sequence < filter.Before);
        }

        return await InLine(db, jobs.OrderByDescending(job => job.Sequence).Take(filter.Limit)).ToListAsync(cancellationToken);
    }

    public async Task<ImageJob?> ChangeAsync(Guid jobId, Action<ImageJob> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        while (true)
        {
            var job = await db.Jobs.Include(job => job.Attempts).SingleOrDefaultAsync(job => job.Id == jobId, cancellationToken);
            if (job is null)
            {
                return null;
            }

            var before = job.Revision;
            var hadEnded = job.HasEnded;
            change(job);
            if (job.HasEnded && !hadEnded)
            {
                db.Announce(EndOf(job));
            }

            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateConcurrencyException)
            {
                db.ChangeTracker.Clear();
                continue;
            }

            if (job.Revision != before)
            {
                Ring(job);
            }

            return job;
        }
    }

    public async Task<ImageJob?> ClaimNextAsync(string server, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        while (true)
        {
            await using var transaction = db.Database.IsNpgsql() ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
            var job = await HeadOfQueue(db).AsAsyncEnumerable().FirstOrDefaultAsync(cancellationToken);
            if (job is null)
            {
                return null;
            }

            db.Add(job.Claim(Guid.NewGuid(), server, clock.GetUtcNow()));
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                if (transaction is not null)
                {
                    await transaction.CommitAsync(cancellationToken);
                }

                return job;
            }
            catch (DbUpdateConcurrencyException)
            {
                // Of two who saw the same row the database lets one have it.
                db.ChangeTracker.Clear();
            }
        }
    }

    public async Task<IReadOnlyList<ImageJob>> WithOpenAttemptAsync(string server, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.AsNoTracking().Where(job => job.Server == server && job.OpenAttemptId != null)
            .OrderBy(job => job.Sequence).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> CancelingAsync(string server, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.Server == server && job.OpenAttemptId != null && job.Status == JobStatus.Canceling)
            .Select(job => job.OpenAttemptId!.Value).ToListAsync(cancellationToken);
    }

    public async Task<QueueCounts> CountAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await db.Jobs
            .Where(job => job.Status == JobStatus.Queued || job.Status == JobStatus.Running || job.Status == JobStatus.Canceling)
            .GroupBy(job => job.Status).Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        return new(
            counts.GetValueOrDefault(JobStatus.Running) + counts.GetValueOrDefault(JobStatus.Canceling),
            counts.GetValueOrDefault(JobStatus.Queued));
    }

    public async Task<JobOutput?> FindOutputAsync(Guid outputId, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Outputs.AsNoTracking()
            .Where(output => output.Id == outputId && db.Jobs.Any(job => job.Id == output.JobId && job.UserId == userId))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>On PostgreSQL, claimers at once pass over each other's rows instead of meeting at the same one.</summary>
    private static IQueryable<ImageJob> HeadOfQueue(GenerationDbContext db) => db.Database.IsNpgsql()
        ? db.Jobs.FromSqlRaw(
            """
            SELECT * FROM generation.jobs WHERE status = 'Queued' AND open_attempt_id IS NULL
            ORDER BY priority DESC, sequence LIMIT 1 FOR UPDATE SKIP LOCKED
            """)
        : db.Jobs.Where(job => job.Status == JobStatus.Queued && job.OpenAttemptId == null)
            .OrderByDescending(job => job.Priority).ThenBy(job => job.Sequence).Take(1);

    private static IQueryable<JobInLine> InLine(GenerationDbContext db, IQueryable<ImageJob> jobs) =>
        from job in jobs.AsNoTracking().Include(job => job.Outputs)
        select new JobInLine(
            job,
            job.Status != JobStatus.Queued
                ? null
                : 1 + db.Jobs.Count(other => other.Status == JobStatus.Queued &&
                    (other.Priority > job.Priority || (other.Priority == job.Priority && other.Sequence < job.Sequence))));

    private static JobEnded EndOf(ImageJob job)
    {
        var metrics = JobMetrics.Of(job);
        var at = job.CompletedAt!.Value;
        return new(
            Guid.CreateVersion7(at), at, job.Id, job.UserId, job.WorkflowName, job.Server, job.Status, job.ErrorCode, job.AttemptCount,
            metrics.QueueMs, metrics.ExecutionMs, metrics.OverheadMs, job.Outputs.Sum(output => output.SizeBytes));
    }

    private void Ring(ImageJob job)
    {
        wakeups.Ring(Topics.Jobs);
        wakeups.Ring(Topics.Job(job.Id));
        if (job.Status == JobStatus.Canceling || job is { Status: JobStatus.Queued, OpenAttemptId: null })
        {
            wakeups.Ring(Topics.Lanes);
        }
    }
}
