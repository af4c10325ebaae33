using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfImageJobs(IDbContextFactory<GenerationDbContext> contexts, JobWriter writer, JobChanges changes) : IImageJobs
{
    public async Task<bool> AddAsync(ImageJob job, TurnTerms terms, CancellationToken cancellationToken)
    {
        if (!await (job.HasPictures ? AddWithPicturesAsync(job, terms, cancellationToken) : writer.AddAsync(job, terms, cancellationToken)))
        {
            return false;
        }

        changes.ReportAccepted(job);
        return true;
    }

    public Task<ImageJob?> ChangeAsync(Guid jobId, Action<ImageJob> change, CancellationToken cancellationToken) =>
        writer.ChangeAsync(jobId, known: null, change, lease: null, cancellationToken);

    public async Task<IReadOnlyList<OverdueJob>> OverdueAsync(
        DateTimeOffset now, DateTimeOffset waitingSince, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        // Two questions, each with an index that holds nothing but what may be asked for.
        var canceled = db.Jobs.Where(
            job => job.CompletedAt == null && job.CancelAt != null && job.CancelAt <= now && job.Status != JobStatus.Canceling)
            .OrderBy(job => job.CancelAt);
        var expired = db.Jobs.Where(job => job.Status == JobStatus.Queued && job.OpenAttemptId == null && job.CreatedAt < waitingSince)
            .OrderBy(job => job.CreatedAt);
        var overdue = await Take(canceled).ToListAsync(cancellationToken);
        overdue.AddRange(await Take(expired).ToListAsync(cancellationToken));
        return [.. overdue.DistinctBy(job => job.Id).Take(count)];

        IQueryable<OverdueJob> Take(IQueryable<ImageJob> jobs) =>
            jobs.Take(count).Select(
                job => new OverdueJob(job.Id, job.NeedsKey, job.Status == JobStatus.Queued && job.OpenAttemptId == null));
    }

    private async Task<bool> AddWithPicturesAsync(ImageJob job, TurnTerms terms, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Add(job);
        try
        {
            return await EfUploads.SaveWithPicturesAsync(db, job, terms, cancellationToken);
        }
        catch (DbUpdateException) when (job.IdempotencyKey is not null)
        {
            db.ChangeTracker.Clear();
            if (await db.Jobs.AnyAsync(
                other => other.UserId == job.UserId && other.IdempotencyKey == job.IdempotencyKey, cancellationToken))
            {
                return false;
            }

            throw;
        }
    }
}
