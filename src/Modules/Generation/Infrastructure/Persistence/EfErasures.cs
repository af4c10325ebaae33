using ArtEngine.Generation.Application.Erasure.Requests;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Erasure;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfErasures(IDbContextFactory<GenerationDbContext> contexts, TimeProvider clock) : IErasures
{
    /// <summary>Small enough that others who write hardly notice.</summary>
    private const int DeletedAtOnce = 500;

    private static readonly JobStatus[] Ended = [JobStatus.Succeeded, JobStatus.Failed, JobStatus.Canceled, JobStatus.Expired];

    public Task RequestAsync(Guid userId, CancellationToken cancellationToken) => ChangeAsync(
        async db =>
        {
            if (!await db.Erasures.AnyAsync(erasure => erasure.UserId == userId, cancellationToken))
            {
                db.Add(new UserErasure(userId, clock.GetUtcNow()));
            }

            return await db.SaveChangesAsync(cancellationToken);
        },
        cancellationToken);

    public async Task<IReadOnlyList<UserErasure>> AllAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Erasures.AsNoTracking().OrderBy(erasure => erasure.NotBefore).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> OpenJobsAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.UserId == userId && !Ended.Contains(job.Status)).Select(job => job.Id)
            .ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> DeleteJobsAsync(Guid userId, bool evenOpen, CancellationToken cancellationToken)
    {
        return await ChangeAsync(
            async db =>
            {
                var ids = await db.Jobs.Where(job => job.UserId == userId && (evenOpen || Ended.Contains(job.Status)))
                    .OrderBy(job => job.Sequence).Select(job => job.Id).Take(DeletedAtOnce).ToListAsync(cancellationToken);
                // Attempts and outputs go with their jobs.
                await db.Jobs.Where(job => ids.Contains(job.Id)).ExecuteDeleteAsync(cancellationToken);
                await db.Turns.Where(turn => turn.UserId == userId && turn.Waiting == 0 && turn.AtWork == 0)
                    .ExecuteDeleteAsync(cancellationToken);
                return ids;
            },
            cancellationToken);
    }

    public Task<int> DeleteBelongingsAsync(Guid userId, CancellationToken cancellationToken) => ChangeAsync(
        async db => await db.Uploads.Where(upload => upload.UserId == userId).ExecuteDeleteAsync(cancellationToken) +
            await db.WebhookEndpoints.Where(endpoint => endpoint.UserId == userId).ExecuteDeleteAsync(cancellationToken) +
            await db.Batches.Where(batch => batch.UserId == userId).ExecuteDeleteAsync(cancellationToken) +
            await db.Folders.Where(folder => folder.UserId == userId).ExecuteDeleteAsync(cancellationToken) +
            await db.UserReviews.Where(review => review.UserId == userId).ExecuteDeleteAsync(cancellationToken) +
            await db.Deletions.Where(deletion => deletion.UserId == userId).ExecuteDeleteAsync(cancellationToken),
        cancellationToken);

    public async Task ForgetDeletedAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.ForgetDeletedAsync(cancellationToken);
    }

    public Task SaveAsync(UserErasure erasure, bool isOver, CancellationToken cancellationToken) => ChangeAsync(
        async db =>
        {
            if (isOver)
            {
                // Nobody could deliver them in all this time.
                await db.DropEventsAboutAsync(erasure.UserId, cancellationToken);
                db.Remove(erasure);
            }
            else
            {
                db.Update(erasure);
            }

            return await db.SaveChangesAsync(cancellationToken);
        },
        cancellationToken);

    private async Task<T> ChangeAsync<T>(Func<GenerationDbContext, Task<T>> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunExclusiveAsync("erasures", () => change(db), cancellationToken);
    }
}
