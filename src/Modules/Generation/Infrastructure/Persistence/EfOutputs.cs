using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Domain.Library;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfOutputs(IDbContextFactory<GenerationDbContext> contexts) : IOutputs
{
    /// <summary>Compiled, as each picture of a page asks for its own.</summary>
    private readonly Func<GenerationDbContext, Guid, CancellationToken, Task<JobOutput?>> _findOne =
        EF.CompileAsyncQuery((GenerationDbContext db, Guid outputId, CancellationToken cancellationToken) =>
            db.Outputs.AsNoTracking().SingleOrDefault(output => output.Id == outputId));

    public async Task<JobOutput?> FindAsync(Guid outputId, Guid userId, CancellationToken cancellationToken) =>
        await FindAsync(outputId, cancellationToken) is { } output && output.UserId == userId ? output : null;

    public async Task<JobOutput?> FindAsync(Guid outputId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await _findOne(db, outputId, cancellationToken);
    }

    public async Task<IReadOnlyList<JobOutput>> FindManyAsync(
        IReadOnlyCollection<Guid> outputIds, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Outputs.AsNoTracking().Where(output => outputIds.Contains(output.Id) && output.UserId == userId)
            .ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<JobOutput>> OfJobsAsync(
        IReadOnlyCollection<Guid> jobIds, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Outputs.AsNoTracking().Where(output => jobIds.Contains(output.JobId) && output.UserId == userId)
            .OrderBy(output => output.Position).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<OutputRow>> ListAsync(
        Guid userId, OutputChoice choice, PageCursor? after, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var all = choice.Text is null ? db.Outputs : db.OutputsWith(choice.WordsOf(userId));
        var outputs = Chosen(all.Where(output => output.UserId == userId), choice);
        if (after is { } last)
        {
            outputs = outputs.Where(output => output.CreatedAt <= last.CreatedAt &&
                (output.CreatedAt < last.CreatedAt || output.Id.CompareTo(last.Id) < 0));
        }

        return await outputs.OrderByDescending(output => output.CreatedAt).ThenByDescending(output => output.Id).Take(count)
            .Select(OutputRow.Shown).ToListAsync(cancellationToken);
    }

    public async Task<long> SumBytesAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Outputs.Where(output => output.UserId == userId).SumAsync(output => output.SizeBytes, cancellationToken);
    }

    public async Task<OutputRow?> MarkAsync(Guid outputId, Guid userId, bool isFavourite, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunExclusiveAsync(
            EfRetention.Turn,
            async () =>
            {
                var mine = db.Outputs.Where(output => output.Id == outputId && output.UserId == userId);
                // Its job expires otherwise now, or not any more. It is locked first, as when it is deleted.
                await db.Jobs.Where(job => mine.Any(output => output.JobId == job.Id)).ExecuteUpdateAsync(
                    set => set.SetProperty(job => job.ExpiresAt, (DateTimeOffset?)null)
                        .SetProperty(job => EF.Property<int>(job, ImageJobConfiguration.ReviewedUnder), 0),
                    cancellationToken);
                await mine.ExecuteUpdateAsync(set => set.SetProperty(output => output.IsFavourite, isFavourite), cancellationToken);
                return await mine.Select(OutputRow.Shown).SingleOrDefaultAsync(cancellationToken);
            },
            cancellationToken);
    }

    private static IQueryable<JobOutput> Chosen(IQueryable<JobOutput> outputs, OutputChoice choice)
    {
        outputs = choice.Workflow is { } workflow ? outputs.Where(output => output.WorkflowName == workflow) : outputs;
        outputs = choice.Type is { } type ? outputs.Where(output => output.Type == type) : outputs;
        outputs = choice.FolderId is { } folder ? outputs.Where(output => output.FolderId == folder) : outputs;
        outputs = choice.From is { } from ? outputs.Where(output => output.CreatedAt >= from) : outputs;
        outputs = choice.Until is { } until ? outputs.Where(output => output.CreatedAt < until) : outputs;
        // Not by a parameter, which no partial index fits.
        return choice.IsFavourite switch
        {
            true => outputs.Where(output => output.IsFavourite),
            false => outputs.Where(output => !output.IsFavourite),
            null => outputs,
        };
    }
}
