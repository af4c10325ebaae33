using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfOlderJobs(IDbContextFactory<GenerationDbContext> contexts) : IOlderJobs
{
    private const string Turn = "words";

    public async Task<bool> IndexSomeAsync(int jobs, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunExclusiveAsync(Turn, () => IndexSomeAsync(db, jobs, cancellationToken), cancellationToken);
    }

    private static async Task<bool> IndexSomeAsync(GenerationDbContext db, int count, CancellationToken cancellationToken)
    {
        if (await db.SearchBacklogs.SingleOrDefaultAsync(cancellationToken) is not { } backlog)
        {
            return false;
        }

        if (backlog.Below == SearchBacklog.Newest)
        {
            backlog.Below = (await db.Jobs.MaxAsync(job => (long?)job.Sequence, cancellationToken) ?? 0) + 1;
        }

        var (below, from) = (backlog.Below, backlog.Below - count);
        var jobs = await db.Jobs.AsNoTracking().Where(job => job.Sequence >= from && job.Sequence < below &&
            db.Outputs.Any(output => output.JobId == job.Id) && !db.JobWords.Any(words => words.Sequence == job.Sequence))
            .ToListAsync(cancellationToken);
        db.AddRange(jobs.Select(JobWords.Of).OfType<JobWords>());
        await db.Database.ExecuteSqlRawAsync(TagSelection.Backfill(db.Database.IsNpgsql()), [from, below], cancellationToken);
        GoOn(db, backlog, from);
        await db.SaveChangesAsync(cancellationToken);
        return from > 0;
    }

    private static void GoOn(GenerationDbContext db, SearchBacklog backlog, long from)
    {
        if (from > 0)
        {
            backlog.Below = from;
        }
        else if (!backlog.IsAgain)
        {
            (backlog.Below, backlog.IsAgain) = (SearchBacklog.Newest, true);
        }
        else
        {
            db.Remove(backlog);
        }
    }
}
