using ArtEngine.Generation.Application.Library;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfLeftovers(IDbContextFactory<GenerationDbContext> contexts) : ILeftovers
{
    public async Task<IReadOnlyList<Leftover>> EndedBeforeAsync(
        DateTimeOffset time, Leftover? after, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var attempts = db.Attempts.Where(attempt => attempt.HasLeftovers && attempt.EndedAt < time);
        if (after is not null)
        {
            attempts = attempts.Where(attempt => attempt.EndedAt >= after.EndedAt &&
                (attempt.EndedAt > after.EndedAt || attempt.Id.CompareTo(after.AttemptId) > 0));
        }

        var ended = await (
            from attempt in attempts
            orderby attempt.EndedAt, attempt.Id
            join job in db.Jobs on attempt.JobId equals job.Id
            select new { attempt.Id, attempt.JobId, EndedAt = attempt.EndedAt!.Value, job.UserId })
            .Take(count).ToListAsync(cancellationToken);
        var jobs = ended.Select(attempt => attempt.JobId).Distinct().ToList();
        var keys = await db.Outputs.Where(output => jobs.Contains(output.JobId))
            .Select(output => new { output.JobId, output.StorageKey }).ToListAsync(cancellationToken);
        var keysOf = keys.ToLookup(output => output.JobId, output => output.StorageKey);
        return [.. ended.Select(
            attempt => new Leftover(
                attempt.Id, attempt.EndedAt, $"{attempt.UserId}/{attempt.JobId}/{attempt.Id}/", keysOf[attempt.JobId].ToHashSet()))];
    }

    public async Task NoteSweptAsync(Guid attemptId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.WriteAsync(
            () => db.Attempts.Where(attempt => attempt.Id == attemptId)
                .ExecuteUpdateAsync(set => set.SetProperty(attempt => attempt.HasLeftovers, false), cancellationToken),
            cancellationToken);
    }
}
