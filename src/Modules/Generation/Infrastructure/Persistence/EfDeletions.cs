using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Commits;
using ArtEngine.Generation.Application.Library.Deletions;
using ArtEngine.Generation.Application.Library.Thumbnails;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>
/// A deletion shares its transaction with what else is stored at the same time, which waits for it: a job has rows in several tables and
/// many indexes. So that many deletions leave time to others, they are paced.
/// </summary>
internal sealed class EfDeletions(
    IDbContextFactory<GenerationDbContext> contexts, GroupCommit<GenerationDbContext> commits, TimeProvider clock)
    : IDeletions, IDisposable
{
    /// <summary>Whoever waits longer for others' deletions is answered 503.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    private readonly PacedWork _pace = new(clock, LongestRest);
    private readonly Lazy<Statements> _statements = new(() => Statements.Of(contexts));

    public async Task<DeletionResult> DeleteJobAsync(Guid jobId, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var mine = db.Jobs.Where(job => job.Id == jobId && job.UserId == userId);
        while (await mine.Select(job => new { job.Revision, job.CompletedAt }).SingleOrDefaultAsync(cancellationToken) is { } job)
        {
            if (job.CompletedAt is null)
            {
                return DeletionResult.NotEnded;
            }

            var (jobs, _, deletions) = _statements.Value;
            var change = new DatabaseChange(
                jobId, jobs.Delete((nameof(ImageJob.Id), jobId), (nameof(ImageJob.Revision), job.Revision)))
            {
                Rest = [deletions.Insert(DeletionOf(userId, jobId))],
            };
            if (await StoreAsync(change, cancellationToken) == ChangeResult.Stored)
            {
                return DeletionResult.Deleted;
            }
        }

        return DeletionResult.Unknown;
    }

    public async Task<DeletionResult> DeleteOutputAsync(Guid outputId, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await db.Outputs.AsNoTracking().Where(output => output.Id == outputId && output.UserId == userId)
            .Select(output => new
            {
                Output = output,
                HasEnded = db.Jobs.Any(job => job.Id == output.JobId && job.CompletedAt != null),
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is not { HasEnded: true })
        {
            return found is null ? DeletionResult.Unknown : DeletionResult.NotEnded;
        }

        var (now, (_, outputs, deletions)) = (clock.GetUtcNow(), _statements.Value);
        var change = new DatabaseChange(outputId, outputs.Delete((nameof(JobOutput.Id), outputId)))
        {
            Rest =
            [
                deletions.Insert(Deletion.Of(userId, found.Output.StorageKey, now)),
                deletions.Insert(Deletion.Of(userId, PictureVariants.PrefixOf(found.Output), now)),
            ],
        };
        return await StoreAsync(change, cancellationToken) == ChangeResult.Stored
            ? DeletionResult.Deleted
            : DeletionResult.Unknown;
    }

    public async Task<IReadOnlyList<Deletion>> DueAsync(DateTimeOffset now, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Deletions.AsNoTracking().Where(deletion => deletion.NotBefore <= now).OrderBy(deletion => deletion.NotBefore)
            .Take(count).ToListAsync(cancellationToken);
    }

    public async Task NoteSweptAsync(IReadOnlyList<Guid> ids, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var swept = db.Deletions.Where(deletion => ids.Contains(deletion.Id));
        await db.WriteAsync(
            () => swept.Where(deletion => deletion.LastAt <= at).ExecuteDeleteAsync(cancellationToken), cancellationToken);
        await db.WriteAsync(
            () => swept.ExecuteUpdateAsync(
                set => set.SetProperty(deletion => deletion.NotBefore, deletion => deletion.LastAt), cancellationToken),
            cancellationToken);
    }

    public async Task PostponeAsync(IReadOnlyList<Guid> ids, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            () => db.Deletions.Where(deletion => ids.Contains(deletion.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(deletion => deletion.NotBefore, until), cancellationToken),
            cancellationToken);
    }

    public void Dispose() => _pace.Dispose();

    /// <summary>All files of a job.</summary>
    public static Deletion DeletionOf(Guid userId, Guid jobId, DateTimeOffset now) => Deletion.Of(userId, $"{userId}/{jobId}/", now);

    private Deletion DeletionOf(Guid userId, Guid jobId) => DeletionOf(userId, jobId, clock.GetUtcNow());

    private async Task<ChangeResult> StoreAsync(DatabaseChange change, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return (await _pace.RunAsync(() => commits.StoreAsync(change, either.Token), either.Token)).Result;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DatabaseUnavailableException(new TimeoutException("Other deletions take too long."));
        }
    }

    private sealed record Statements(
        EntityStatements<ImageJob> Jobs, EntityStatements<JobOutput> Outputs, EntityStatements<Deletion> Deletions)
    {
        public static Statements Of(IDbContextFactory<GenerationDbContext> contexts)
        {
            using var db = contexts.CreateDbContext();
            return new(new(db), new(db), new(db));
        }
    }
}
