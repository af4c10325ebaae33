using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>
/// Changes a job in one transaction. A change that comes from a lane is stored only while its lease is the newest.
/// </summary>
internal sealed class JobWriter(
    IDbContextFactory<GenerationDbContext> contexts, DatabaseClock databaseClock, JobChanges changes, TimeProvider clock)
{
    /// <param name="jobId">The job.</param>
    /// <param name="known">The job as the caller saw it last; null to read it.</param>
    /// <param name="change">What to do with it; once more when somebody else changed it meanwhile.</param>
    /// <param name="lease">The lane's, when one changes it.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>The job afterwards; null when there is no such job.</returns>
    public async Task<ImageJob?> ChangeAsync(
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

            var (revision, status) = (job.Revision, job.Status);
            change(job);

            if (!await TrySaveAsync(db, lease, cancellationToken))
            {
                continue;
            }

            if (job.Revision != revision)
            {
                changes.Report(job, status);
            }

            return job;
        }
    }

    /// <summary>Saves, and in the same transaction makes sure that the lease is the newest.</summary>
    /// <returns>False when somebody else changed the job meanwhile.</returns>
    public async Task<bool> TrySaveAsync(GenerationDbContext db, LaneLease? lease, CancellationToken cancellationToken)
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
            return lease is not null && exception.Entries.Any(entry => entry.Entity is Backend)
                ? throw new LaneLostException(lease.Server)
                : false;
        }

        lease?.NoteRenewed(askedAt);
        return true;
    }

    /// <summary>The lane was heard of, and when it ended a job well, its server's row says so.</summary>
    private void NoteLane(GenerationDbContext db, LaneLease lease)
    {
        var hasSucceeded = db.ChangeTracker.Entries<ImageJob>()
            .Any(entry => entry.State == EntityState.Modified && entry.Entity.Status == JobStatus.Succeeded);
        var backend = db.Attach(Backend.HeldBy(lease.Server, lease.Epoch)).Entity;
        backend.Touch(databaseClock.Now);
        if (hasSucceeded)
        {
            backend.Succeed(clock.GetUtcNow());
        }
    }

    private static Task<ImageJob?> ReadAsync(GenerationDbContext db, Guid jobId, CancellationToken cancellationToken) =>
        db.Jobs.Include(job => job.Attempts).Include(job => job.Outputs).AsSplitQuery()
            .SingleOrDefaultAsync(job => job.Id == jobId, cancellationToken);
}
