using ArtEngine.Telemetry.Application.Usage;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Telemetry.Infrastructure.Persistence;

internal sealed class EfUsageLedger(IDbContextFactory<TelemetryDbContext> contexts) : IUsageLedger
{
    private const string Writers = "usage";

    public async Task AddAsync(IReadOnlyCollection<JobUsage> jobs, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.RunExclusiveAsync(Writers, () => AddAsync(db, jobs, cancellationToken), cancellationToken);
    }

    public async Task<UsageSum> SumAsync(Guid userId, DateOnly from, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var sums = await db.Usage.Where(usage => usage.UserId == userId && usage.Day >= from).GroupBy(usage => usage.UserId)
            .Select(rows => new UsageSum(rows.Sum(row => row.GpuSeconds), rows.Sum(row => row.Jobs), rows.Sum(row => row.Bytes)))
            .ToListAsync(cancellationToken);
        return sums.FirstOrDefault();
    }

    public async Task<UsageSum> SumOfEndUsersAsync(Guid userId, DateOnly from, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var sums = await db.ProgramUsage.Where(usage => usage.UserId == userId && usage.Day >= from).GroupBy(usage => usage.UserId)
            .Select(rows => new UsageSum(rows.Sum(row => row.GpuSeconds), rows.Sum(row => row.Jobs), rows.Sum(row => row.Bytes)))
            .ToListAsync(cancellationToken);
        return sums.FirstOrDefault();
    }

    public async Task<IReadOnlyList<UsageRow>> ListAsync(
        UsageFilter filter, UsageRow? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = db.Usage.AsNoTracking().Where(usage => usage.Day >= filter.From && usage.Day <= filter.To);
        rows = filter.UserId is { } user ? rows.Where(usage => usage.UserId == user) : rows;
        if (after is not null)
        {
            var (day, userId, workflow) = (after.Day, after.UserId, after.Workflow);
            rows = rows.Where(usage => usage.Day > day || (usage.Day == day &&
                (usage.UserId > userId || (usage.UserId == userId && usage.Workflow.CompareTo(workflow) > 0))));
        }

        return await rows.OrderBy(usage => usage.Day).ThenBy(usage => usage.UserId).ThenBy(usage => usage.Workflow).Take(limit)
            .Select(usage => new UsageRow(usage.Day, usage.UserId, usage.Workflow, usage.Jobs, usage.GpuSeconds, usage.Bytes))
            .ToListAsync(cancellationToken);
    }

    public async Task EraseAsync(Guid userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.RunExclusiveAsync(
            Writers,
            async () =>
            {
                if (!await db.Tombstones.AnyAsync(erased => erased.UserId == userId, cancellationToken))
                {
                    db.Add(new UserTombstone { UserId = userId, ErasedAt = now });
                }

                await db.Usage.Where(usage => usage.UserId == userId).ExecuteDeleteAsync(cancellationToken);
                await db.ProgramUsage.Where(usage => usage.UserId == userId).ExecuteDeleteAsync(cancellationToken);
                await db.CountedJobs.Where(job => job.UserId == userId).ExecuteDeleteAsync(cancellationToken);
                // What they did as administrators stays, without their name.
                await db.Audit.Where(row => row.UserId == userId).ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.UserId, Guid.Empty).SetProperty(row => row.ApiKey, (string?)null), cancellationToken);
                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);
        await db.ForgetDeletedAsync(cancellationToken);
    }

    public async Task<int> ForgetAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.RunExclusiveAsync(
            Writers,
            async () =>
            {
                await db.Tombstones.Where(erased => erased.ErasedAt < before).ExecuteDeleteAsync(cancellationToken);
                var ids = await db.CountedJobs.Where(job => job.EndedAt < before).OrderBy(job => job.EndedAt).Take(limit)
                    .Select(job => job.JobId).ToListAsync(cancellationToken);
                return await db.CountedJobs.Where(job => ids.Contains(job.JobId)).ExecuteDeleteAsync(cancellationToken);
            },
            cancellationToken);
    }

    private static async Task<int> AddAsync(TelemetryDbContext db, IReadOnlyCollection<JobUsage> jobs, CancellationToken cancellationToken)
    {
        var ids = await CountAsync(db, jobs, cancellationToken);
        var added = jobs.DistinctBy(job => job.JobId).Where(job => ids.Contains(job.JobId)).ToList();
        foreach (var ofDay in added.GroupBy(job => (job.UserId, job.Day, job.Workflow)))
        {
            await AddToUserAsync(db, ofDay.Key, Sum(ofDay), cancellationToken);
        }

        foreach (var ofDay in added.Where(job => job.ProgramId is not null).GroupBy(job => (job.ProgramId!.Value, job.Day)))
        {
            await AddToProgramAsync(db, ofDay.Key, Sum(ofDay), cancellationToken);
        }

        return added.Count;
    }

    private static UsageSum Sum(IEnumerable<JobUsage> jobs) => jobs.Aggregate(
        default(UsageSum), (sum, job) => new(sum.GpuSeconds + job.GpuSeconds, sum.Jobs + 1, sum.Bytes + job.Bytes));

    /// <summary>Without entities, and in one statement for all: it is done for every job.</summary>
    /// <returns>The ids of those that were not counted before.</returns>
    private static async Task<HashSet<Guid>> CountAsync(
        TelemetryDbContext db, IReadOnlyCollection<JobUsage> jobs, CancellationToken cancellationToken)
    {
        var rows = jobs.Select((_, row) => $"({Parameter(3 * row)}, {Parameter((3 * row) + 1)}, {Parameter((3 * row) + 2)})");
        var count = $"""
            WITH ended (job_id, user_id, ended_at) AS (VALUES {string.Join(", ", rows)})
            INSERT INTO {TableOf<CountedJob>(db)} (job_id, user_id, ended_at) SELECT job_id, user_id, ended_at FROM ended
            WHERE NOT EXISTS (SELECT 1 FROM {TableOf<UserTombstone>(db)} AS erased WHERE erased.user_id = ended.user_id)
            ON CONFLICT (job_id) DO NOTHING RETURNING job_id AS "Value"
            """;
        object[] values = [.. jobs.SelectMany(job => new object[] { job.JobId, job.UserId, job.EndedAt.UtcDateTime })];
        return [.. await db.Database.SqlQueryRaw<Guid>(count, values).ToListAsync(cancellationToken)];
    }

    private static Task<int> AddToUserAsync(
        TelemetryDbContext db, (Guid UserId, DateOnly Day, string Workflow) of, UsageSum sum, CancellationToken cancellationToken)
    {
        var add = $"""
            INSERT INTO {TableOf<Usage>(db)} AS sums (user_id, day, workflow, jobs, gpu_seconds, bytes)
            VALUES ({Parameter(0)}, {Parameter(1)}, {Parameter(2)}, {Parameter(3)}, {Parameter(4)}, {Parameter(5)})
            ON CONFLICT (user_id, day, workflow) DO UPDATE SET jobs = sums.jobs + EXCLUDED.jobs,
                gpu_seconds = sums.gpu_seconds + EXCLUDED.gpu_seconds, bytes = sums.bytes + EXCLUDED.bytes
            """;
        return db.Database.ExecuteSqlRawAsync(
            add, [of.UserId, of.Day, of.Workflow, sum.Jobs, sum.GpuSeconds, sum.Bytes], cancellationToken);
    }

    private static Task<int> AddToProgramAsync(
        TelemetryDbContext db, (Guid UserId, DateOnly Day) of, UsageSum sum, CancellationToken cancellationToken)
    {
        var add = $"""
            INSERT INTO {TableOf<ProgramUsage>(db)} AS sums (user_id, day, jobs, gpu_seconds, bytes)
            SELECT {Parameter(0)}, {Parameter(1)}, {Parameter(2)}, {Parameter(3)}, {Parameter(4)}
            WHERE NOT EXISTS (SELECT 1 FROM {TableOf<UserTombstone>(db)} WHERE user_id = {Parameter(0)})
            ON CONFLICT (user_id, day) DO UPDATE SET jobs = sums.jobs + EXCLUDED.jobs,
                gpu_seconds = sums.gpu_seconds + EXCLUDED.gpu_seconds, bytes = sums.bytes + EXCLUDED.bytes
            """;
        return db.Database.ExecuteSqlRawAsync(add, [of.UserId, of.Day, sum.Jobs, sum.GpuSeconds, sum.Bytes], cancellationToken);
    }

    private static string TableOf<T>(TelemetryDbContext db) => db.Model.FindEntityType(typeof(T))!.GetSchemaQualifiedTableName()!;

    private static string Parameter(int number) => $"{{{number}}}";
}
