using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfJobReads(IDbContextFactory<GenerationDbContext> contexts) : IJobReads, IWaitingGraphs
{
    /// <summary>Characters of large parameters in one list.</summary>
    private const int RoomForLarge = 4_000_000;

    private const int LargeAtOnce = 4;

    /// <summary>Compiled, as callers ask again and again until a job has ended. Not static: it belongs to one database's model.</summary>
    private readonly Func<GenerationDbContext, Guid, Guid, CancellationToken, Task<JobRow?>> _findOne =
        EF.CompileAsyncQuery((GenerationDbContext db, Guid jobId, Guid userId, CancellationToken cancellationToken) =>
            db.Jobs.Where(job => job.Id == jobId && job.UserId == userId).Select(JobRow.Shown).SingleOrDefault());

    private readonly Func<GenerationDbContext, Guid, IAsyncEnumerable<OutputRow>> _outputsOfOne =
        EF.CompileAsyncQuery((GenerationDbContext db, Guid jobId) =>
            db.Outputs.Where(output => output.JobId == jobId).OrderBy(output => output.Position).Select(OutputRow.Shown));

    public async Task<JobRow?> FindAsync(Guid jobId, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var job = await _findOne(db, jobId, userId, cancellationToken);
        return job is null ? null : await CompleteAsync(db, await WholeAsync(db, job, cancellationToken), cancellationToken);
    }

    public async Task<JobRow?> LookAsync(Guid jobId, Guid userId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var job = await _findOne(db, jobId, userId, cancellationToken);
        return job is null ? null : await CompleteAsync(db, job, cancellationToken);
    }

    public async Task<Guid?> FindOwnerAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.Id == jobId).Select(job => (Guid?)job.UserId).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<KeyedJob?> FindByKeyAsync(Guid userId, string idempotencyKey, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var keyed = await db.Jobs.Where(job => job.UserId == userId && job.IdempotencyKey == idempotencyKey)
            .Select(job => new { job.Id, job.RequestHash }).SingleOrDefaultAsync(cancellationToken);
        if (keyed is null || await _findOne(db, keyed.Id, userId, cancellationToken) is not { } job)
        {
            return null;
        }

        return new(await CompleteAsync(db, await WholeAsync(db, job, cancellationToken), cancellationToken), keyed.RequestHash);
    }

    public async Task<IReadOnlyList<JobRow>> ListAsync(JobFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await NewestAsync(db, filter, cancellationToken);
        found = filter.OmitsLarge ? found : await WithLargeAsync(db, found, cancellationToken);
        return await WithOutputsAsync(db, found, cancellationToken);
    }

    async Task<string?> IWaitingGraphs.FindAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.Id == jobId).Select(job => job.Graph).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Of several statuses each is asked for alone: only so an index has the newest of them side by side.</summary>
    private static async Task<IReadOnlyList<JobRow>> NewestAsync(
        GenerationDbContext db, JobFilter filter, CancellationToken cancellationToken)
    {
        if (filter.Tags.Count > 0)
        {
            return await Tagged(db, filter).ToListAsync(cancellationToken);
        }

        if (filter.Statuses.Count == 0)
        {
            return await Newest(db, filter).ToListAsync(cancellationToken);
        }

        var found = new List<JobRow>();
        foreach (var status in filter.Statuses.Distinct())
        {
            found.AddRange(await Newest(db, filter, status).ToListAsync(cancellationToken));
        }

        return [.. found.OrderByDescending(job => job.Sequence).Take(filter.Limit)];
    }

    public async Task<IReadOnlyList<JobRow>> ListAllAsync(
        IReadOnlyList<JobStatus> open, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var jobs = open.Count > 0 ? db.Jobs.Where(job => job.CompletedAt == null && open.Contains(job.Status)) : db.Jobs;
        jobs = before is { } last ? jobs.Where(job => job.Sequence < last) : jobs;
        var found = await jobs.OrderByDescending(job => job.Sequence).Take(limit).Select(JobRow.Shown).ToListAsync(cancellationToken);
        return await WithOutputsAsync(db, await WithLargeAsync(db, found, cancellationToken), cancellationToken);
    }

    /// <summary>With as many of the parameters that were left out as there is room for, from the first job on.</summary>
    private static async Task<IReadOnlyList<JobRow>> WithLargeAsync(
        GenerationDbContext db, IReadOnlyList<JobRow> jobs, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, string>();
        var room = RoomForLarge;
        foreach (var some in jobs.Where(job => !job.IsWhole).Select(job => job.Id).Chunk(LargeAtOnce).TakeWhile(_ => room > 0))
        {
            foreach (var one in await db.Jobs.Where(job => some.Contains(job.Id)).Select(job => new { job.Id, job.Parameters })
                .ToListAsync(cancellationToken))
            {
                found[one.Id] = one.Parameters;
                room -= one.Parameters.Length;
            }
        }

        return found.Count == 0
            ? jobs
            : [.. jobs.Select(job => found.GetValueOrDefault(job.Id) is { } parameters ? job with { Parameters = parameters } : job)];
    }

    private static async Task<JobRow> WholeAsync(GenerationDbContext db, JobRow job, CancellationToken cancellationToken) =>
        job.IsWhole ? job : (await WithLargeAsync(db, [job], cancellationToken))[0];

    private static async Task<IReadOnlyList<JobRow>> WithOutputsAsync(
        GenerationDbContext db, IReadOnlyList<JobRow> jobs, CancellationToken cancellationToken)
    {
        var ids = jobs.Where(MayHaveOutputs).Select(job => job.Id).ToList();
        var outputs = (await OutputsAsync(db, ids, cancellationToken)).ToLookup(output => output.JobId);
        return [.. jobs.Select(job => job with { Outputs = [.. outputs[job.Id]] })];
    }

    private static IQueryable<JobRow> Newest(GenerationDbContext db, JobFilter filter, JobStatus? status = null)
    {
        var jobs = db.Jobs.Where(job => job.UserId == filter.UserId);
        jobs = filter.Workflow is { } workflow ? jobs.Where(job => job.WorkflowName == workflow) : jobs;
        jobs = filter.Before is { } before ? jobs.Where(job => job.Sequence < before) : jobs;
        var newestFirst = status is { } one ? OfStatus(jobs, one) : jobs.OrderByDescending(job => job.Sequence);
        return newestFirst.Take(filter.Limit).Select(JobRow.Shown);
    }

    /// <summary>From the newest with the first tag on, in the order of its index; what else is asked for is looked up of each.</summary>
    private static IQueryable<JobRow> Tagged(GenerationDbContext db, JobFilter filter)
    {
        var (name, value) = filter.Tags[0];
        var tags = db.JobTags.Where(tag => tag.UserId == filter.UserId && tag.Name == name && tag.Value == value);
        foreach (var (another, itsValue) in filter.Tags.Skip(1))
        {
            tags = tags.Where(tag => db.JobTags.Any(
                one => one.UserId == filter.UserId && one.Name == another && one.Value == itsValue && one.Sequence == tag.Sequence));
        }

        tags = filter.Before is { } before ? tags.Where(tag => tag.Sequence < before) : tags;
        var jobs = filter.Workflow is { } workflow ? db.Jobs.Where(job => job.WorkflowName == workflow) : db.Jobs;
        jobs = filter.Statuses.Count > 0 ? jobs.Where(job => filter.Statuses.Contains(job.Status)) : jobs;
        var found = from tag in tags join job in jobs on tag.Sequence equals job.Sequence orderby tag.Sequence descending select job;
        return found.Take(filter.Limit).Select(JobRow.Shown);
    }

    /// <summary>
    /// As a range, and the status first in the order, so that only the index with the status can serve. Of an equality
    /// PostgreSQL takes the jobs with this status to lie evenly among all, and walks by number over every newer one with another.
    /// Compared as it is stored: what is cast first finds no index in SQLite.
    /// </summary>
    private static IOrderedQueryable<ImageJob> OfStatus(IQueryable<ImageJob> jobs, JobStatus status) => jobs
        .Where(job => job.Status >= status && job.Status <= status)
        .OrderByDescending(job => job.Status).ThenByDescending(job => job.Sequence);

    private async Task<JobRow> CompleteAsync(GenerationDbContext db, JobRow job, CancellationToken cancellationToken)
    {
        if (MayHaveOutputs(job))
        {
            job = job with { Outputs = await _outputsOfOne(db, job.Id).ToListAsync(cancellationToken) };
        }

        return job.AttemptCount < 2 ? job : job with { LostAttempts = await LostAttemptsAsync(db, job.Id, cancellationToken) };
    }

    private static bool MayHaveOutputs(JobRow job) => job.Status != JobStatus.Queued;

    private static Task<List<OutputRow>> OutputsAsync(GenerationDbContext db, List<Guid> jobIds, CancellationToken cancellationToken) =>
        jobIds.Count == 0
            ? Task.FromResult<List<OutputRow>>([])
            : db.Outputs.Where(output => jobIds.Contains(output.JobId)).OrderBy(output => output.Position)
                .Select(OutputRow.Shown).ToListAsync(cancellationToken);

    private static Task<List<LostAttempt>> LostAttemptsAsync(GenerationDbContext db, Guid jobId, CancellationToken cancellationToken) =>
        db.Attempts.Where(attempt => attempt.JobId == jobId && attempt.State == AttemptState.Lost).OrderBy(attempt => attempt.Number)
            .Select(attempt => new LostAttempt(attempt.Server, attempt.StartedAt, attempt.EndedAt)).ToListAsync(cancellationToken);
}
