using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Rendering.Dispatching;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfImageJobs(IDbContextFactory<GenerationDbContext> contexts, DatabaseClock databaseClock, ISignals signals, TimeProvider clock)
    : IImageJobs, IDispatchQueue
{
    public async Task<bool> AddAsync(ImageJob job, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Add(job);
        db.AddToOutbox(new JobAccepted(Guid.CreateVersion7(job.CreatedAt), job.CreatedAt, job.Id, job.UserId, job.WorkflowName));
        try
        {
            await (job.HasPictures ? EfUploads.SaveWithPicturesAsync(db, job, cancellationToken) : db.SaveChangesAsync(cancellationToken));
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

        Notify(job);
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
        var job = db.Jobs.Include(job => job.Attempts).AsSingleQuery().Where(job => job.Id == jobId && job.UserId == userId);
        return await InLine(db, job).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<ImageJob?> FindWaitingAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.AsNoTracking().SingleOrDefaultAsync(job => job.Id == jobId && job.Status == JobStatus.Queued && job.OpenAttemptId == null, cancellationToken);
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

    public Task<ImageJob?> ChangeAsync(Guid jobId, Action<ImageJob> change, CancellationToken cancellationToken) =>
        ChangeAsync(jobId, known: null, change, lease: null, cancellationToken);

    public async Task<ImageJob?> ChangeAsync(LaneLease lease, Guid jobId, ImageJob? known, Action<ImageJob> change, CancellationToken cancellationToken)
    {
        try
        {
            return await ChangeAsync(jobId, known, change, lease, cancellationToken);
        }
        catch (Exception exception) when (TransientDatabaseErrors.IsReasonOf(exception))
        {
            throw new DatabaseUnavailableException(exception);
        }
    }

    private async Task<ImageJob?> ChangeAsync(
        Guid jobId, ImageJob? known, Action<ImageJob> change, LaneLease? lease, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        while (true)
        {
            // The revision tells when what is known is out of date; it is read again then.
            if ((known is null ? await ReadAsync(db, jobId, cancellationToken) : db.Attach(known).Entity) is not { } job)
            {
                return null;
            }

            known = null;

            var before = job.Revision;
            var hadEnded = job.HasEnded;
            change(job);
            if (job.HasEnded && !hadEnded)
            {
                db.AddToOutbox(EndOf(job));
            }

            if (!await TrySaveAsync(db, lease, cancellationToken))
            {
                continue;
            }

            if (job.Revision != before)
            {
                Notify(job);
            }

            return job;
        }
    }

    private static Task<ImageJob?> ReadAsync(GenerationDbContext db, Guid jobId, CancellationToken cancellationToken) =>
        db.Jobs.Include(job => job.Attempts).Include(job => job.Outputs).AsSplitQuery()
            .SingleOrDefaultAsync(job => job.Id == jobId, cancellationToken);

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
            waiting = waiting.Where(job => job.AvoidedServer != server || job.AvoidUntil == null || job.AvoidUntil <= now || job.AvoidUntil > longest);
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
        if (!await TrySaveAsync(db, lease, cancellationToken))
        {
            return null;
        }

        if (choice.PassedOver.Count > 0)
        {
            var passedOver = choice.PassedOver.Select(passed => passed.Id).ToList();
            await db.WriteAsync(
                () => db.Jobs.Where(passed => passedOver.Contains(passed.Id))
                    .ExecuteUpdateAsync(set => set.SetProperty(passed => passed.PassedOver, passed => passed.PassedOver + 1), cancellationToken),
                cancellationToken);
        }

        if (transaction is not null)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return job;
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

    public async Task<IReadOnlyList<Guid>> OverdueAsync(DateTimeOffset now, DateTimeOffset waitingSince, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var canceled = db.Jobs.Where(job => job.CancelAt != null && job.CancelAt <= now && job.CompletedAt == null && job.Status != JobStatus.Canceling);
        var expired = db.Jobs.Where(job => job.Status == JobStatus.Queued && job.OpenAttemptId == null && job.CreatedAt < waitingSince);
        return await canceled.Union(expired).OrderBy(job => job.Sequence).Select(job => job.Id).Take(count).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyDictionary<string, int>> CountByServerAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.OpenAttemptId != null).GroupBy(job => job.Server!)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
    }

    public async Task<WaitingCounts> CountWaitingAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.Status == JobStatus.Queued).GroupBy(_ => 1)
            .Select(group => new WaitingCounts(group.Count(job => job.UserId == userId), group.Count()))
            .SingleOrDefaultAsync(cancellationToken);
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

    public async Task<IReadOnlyList<OpenJob>> OpenAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.Status == JobStatus.Queued || job.Status == JobStatus.Running || job.Status == JobStatus.Canceling)
            .OrderByDescending(job => job.Priority).ThenBy(job => job.Sequence)
            .Select(job => new OpenJob(
                job.Id, job.UserId, job.WorkflowName, job.Status, job.Server, job.OpenAttemptId != null, job.StartedAt))
            .ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<RenderDuration>> MeasuredAsync(int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = await db.Jobs.Where(job => job.Status == JobStatus.Succeeded && job.ExecutionMs != null)
            .OrderByDescending(job => job.Sequence).Take(count)
            .Select(job => new RenderDuration(job.Id, job.WorkflowName, job.Server, job.ExecutionMs!.Value, job.CompletedAt!.Value))
            .ToListAsync(cancellationToken);
        newest.Reverse();
        return newest;
    }

    public async Task<JobOutput?> FindOutputAsync(Guid outputId, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Outputs.AsNoTracking()
            .Where(output => output.Id == outputId && db.Jobs.Any(job => job.Id == output.JobId && job.UserId == userId))
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>On PostgreSQL, of claimers at once all but the first find nothing instead of waiting for each other.</summary>
    private static IQueryable<ImageJob> IfItWaits(GenerationDbContext db, Guid jobId) => db.Database.IsNpgsql()
        ? db.Jobs.FromSql(
            $"""
            SELECT * FROM generation.jobs WHERE id = {jobId} AND status = 'Queued' AND open_attempt_id IS NULL
            FOR UPDATE SKIP LOCKED
            """)
        : db.Jobs.Where(job => job.Id == jobId && job.Status == JobStatus.Queued && job.OpenAttemptId == null);

    /// <summary>Saves, and in the same transaction makes sure that the lease is the newest.</summary>
    /// <returns>False when somebody else changed the job meanwhile.</returns>
    private async Task<bool> TrySaveAsync(GenerationDbContext db, LaneLease? lease, CancellationToken cancellationToken)
    {
        var askedAt = clock.GetTimestamp();
        if (lease is not null)
        {
            NoteLane(db, lease);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException exception)
        {
            db.ChangeTracker.Clear();
            return lease is not null && exception.Entries.Any(entry => entry.Entity is Backend) ? throw new LaneLostException(lease.Server) : false;
        }

        lease?.NoteRenewed(askedAt);
        return true;
    }

    /// <summary>The lane was heard of, and when it ended a job well, its server's row says so.</summary>
    private void NoteLane(GenerationDbContext db, LaneLease lease)
    {
        var hasSucceeded = db.ChangeTracker.Entries<ImageJob>().Any(entry => entry.State == EntityState.Modified && entry.Entity.Status == JobStatus.Succeeded);
        var backend = db.Attach(Backend.HeldBy(lease.Server, lease.Epoch)).Entity;
        backend.Touch(databaseClock.Now);
        if (hasSucceeded)
        {
            backend.Succeed(clock.GetUtcNow());
        }
    }

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
            metrics.QueueMs, metrics.ExecutionMs, metrics.OverheadMs, job.Outputs.Sum(output => output.SizeBytes), job.SwitchedModel);
    }

    private void Notify(ImageJob job)
    {
        signals.Notify(Topics.Jobs);
        signals.Notify(Topics.Job(job.Id));
        if (job.Status == JobStatus.Canceling || job is { Status: JobStatus.Queued, OpenAttemptId: null })
        {
            signals.Notify(Topics.Lanes);
        }
    }
}
