using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfOlderOutputs(IDbContextFactory<GenerationDbContext> contexts) : IOlderOutputs
{
    private const string Turn = "words";

    public async Task<bool> IndexSomeAsync(int jobs, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunExclusiveAsync(Turn, () => IndexSomeAsync(db, jobs, cancellationToken), cancellationToken);
    }

    private static async Task<bool> IndexSomeAsync(GenerationDbContext db, int count, CancellationToken cancellationToken)
    {
        if (await db.WordsBacklogs.SingleOrDefaultAsync(cancellationToken) is not { } backlog)
        {
            return false;
        }

        var (below, from) = (backlog.Below, backlog.Below - count);
        var jobs = await db.Jobs.AsNoTracking().Where(job => job.Sequence >= from && job.Sequence < below &&
            db.Outputs.Any(output => output.JobId == job.Id) && !db.JobWords.Any(words => words.Sequence == job.Sequence))
            .ToListAsync(cancellationToken);
        db.AddRange(jobs.Select(JobWords.Of).OfType<JobWords>());
        backlog.Below = from;
        if (backlog.Below <= 0)
        {
            db.Remove(backlog);
        }

        await db.SaveChangesAsync(cancellationToken);
        return backlog.Below > 0;
    }
}
