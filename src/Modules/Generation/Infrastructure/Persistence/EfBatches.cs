using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Batches;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfBatches(IDbContextFactory<GenerationDbContext> contexts, TimeProvider clock)
    : IBatches, IBatchList, IBatchSchedule
{
    public async Task<bool> TryAddAsync(Batch batch, IReadOnlyList<BatchChunk> chunks, int most, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunExclusiveAsync(
            $"batches of {batch.UserId}",
            async () =>
            {
                if (await CountOpenAsync(db, batch.UserId, cancellationToken) >= most ||
                    await db.Batches.AnyAsync(other => other.Id == batch.Id, cancellationToken))
                {
                    return false;
                }

                db.Add(batch);
                db.AddRange(chunks);
                await db.SaveChangesAsync(cancellationToken);
                return true;
            },
            cancellationToken);
    }

    public async Task<int> CountOpenAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await CountOpenAsync(db, userId, cancellationToken);
    }

    private static Task<int> CountOpenAsync(GenerationDbContext db, Guid userId, CancellationToken cancellationToken) =>
        db.Batches.CountAsync(batch => batch.UserId == userId && batch.CompletedAt == null, cancellationToken);

    public async Task<Batch?> FindAsync(Guid id, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Batches.AsNoTracking()
            .SingleOrDefaultAsync(batch => batch.Id == id && batch.UserId == userId, cancellationToken);
    }

    public async Task<IReadOnlyList<Batch>> PageAsync(
        Guid userId, PageCursor? after, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var batches = db.Batches.AsNoTracking().Where(batch => batch.UserId == userId);
        if (after is { } last)
        {
            batches = batches.Where(batch => batch.CreatedAt <= last.CreatedAt &&
                (batch.CreatedAt < last.CreatedAt || batch.Id.CompareTo(last.Id) < 0));
        }

        return await batches.OrderByDescending(batch => batch.CreatedAt).ThenByDescending(batch => batch.Id).Take(count)
            .ToListAsync(cancellationToken);
    }

    public async Task<Batch?> ChangeAsync(Guid id, Action<Batch> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunExclusiveAsync(
            $"batch {id}",
            async () =>
            {
                if (await db.Batches.SingleOrDefaultAsync(batch => batch.Id == id, cancellationToken) is not { } batch)
                {
                    return null;
                }

                change(batch);
                await db.SaveChangesAsync(cancellationToken);
                return batch;
            },
            cancellationToken);
    }

    public async Task<IReadOnlyList<Batch>> TakeDueAsync(
        IReadOnlyCollection<Guid> except, IReadOnlyCollection<Guid> paused, int count, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await db.Batches.AsNoTracking()
            .Where(batch => batch.CompletedAt == null && batch.LookAt <= now && !except.Contains(batch.Id) &&
                (batch.CanceledAt != null || !paused.Contains(batch.Id)))
            .OrderBy(batch => batch.LookAt).Take(count).ToListAsync(cancellationToken);
        if (due.Count > 0)
        {
            await db.WriteAsync(() => NoteLooksAsync(db, due, now, cancellationToken), cancellationToken);
        }

        return due;
    }

    public async Task CallAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var later = db.Batches.Where(batch => batch.Id == id && batch.CompletedAt == null && batch.LookAt > now);
        // Of many jobs that end at about the same time only the first one writes.
        if (await later.AnyAsync(cancellationToken))
        {
            await db.WriteAsync(
                () => later.ExecuteUpdateAsync(set => set.SetProperty(batch => batch.LookAt, now), cancellationToken), cancellationToken);
        }
    }

    public async Task<string?> ChunkAsync(Guid id, int number, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.BatchChunks.Where(chunk => chunk.BatchId == id && chunk.Number == number).Select(chunk => chunk.Items)
            .SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<BatchTally> CountAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var groups = await db.Jobs.Where(job => job.BatchId == id).GroupBy(job => job.Status)
            .Select(group => new { group.Key, Count = group.Count(), Last = group.Max(job => job.BatchIndex) })
            .ToListAsync(cancellationToken);
        return new(groups.ToDictionary(group => group.Key, group => group.Count), (groups.Max(group => group.Last) ?? -1) + 1);
    }

    public async Task<IReadOnlyList<BatchJob>> JobsAsync(Guid id, int from, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var end = from + count;
        return await db.Jobs.Where(job => job.BatchId == id && job.BatchIndex >= from && job.BatchIndex < end)
            .OrderBy(job => job.BatchIndex).Select(job => new BatchJob(job.BatchIndex!.Value, job.Id, job.Status))
            .ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> OpenJobsAsync(Guid id, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        // One that is being canceled needs no second word, unless only such are left.
        return await db.Jobs.Where(job => job.BatchId == id && job.CompletedAt == null)
            .OrderBy(job => job.Status == JobStatus.Canceling).ThenBy(job => job.BatchIndex)
            .Select(job => job.Id).Take(count).ToListAsync(cancellationToken);
    }

    /// <summary>
    /// Done before they are looked at, so that a call meanwhile is not lost. A batch that was changed since it was read stays due, so that
    /// its new state is looked at as well.
    /// </summary>
    private static async Task<int> NoteLooksAsync(
        GenerationDbContext db, IReadOnlyList<Batch> due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var noted = 0;
        foreach (var batch in due)
        {
            var read = batch.LookAt;
            batch.NoteLook(now);
            noted += await db.Batches.Where(row => row.Id == batch.Id && row.LookAt == read)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.LookAt, batch.LookAt), cancellationToken);
        }

        return noted;
    }
}
