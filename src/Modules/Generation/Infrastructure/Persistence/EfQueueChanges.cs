using System.Globalization;
using System.Linq.Expressions;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

/// <summary>
/// Finds what changed by the number that triggers write beside each change of a job: on PostgreSQL that of the transaction,
/// whose snapshots tell exactly which ones had ended when it was looked last; on SQLite, which has one writer, a counter.
/// </summary>
internal sealed class EfQueueChanges(IDbContextFactory<GenerationDbContext> contexts) : IQueueChanges
{
    private static readonly Expression<Func<ImageJob, QueueEntry>> Entry = job =>
        new QueueEntry(job.Id, job.UserId, job.WorkflowName, new QueuePlace(job.Rank, job.Priority, job.Sequence), job.Status, job.Revision)
        {
            TurnId = job.TurnId,
            Server = job.Server,
            IsAtServer = job.OpenAttemptId != null,
            StartedAt = job.StartedAt,
            ExecutionMs = job.ExecutionMs,
        };

    private static readonly Expression<Func<Turn, TurnState>> State = turn =>
        new TurnState(turn.Id, turn.Place, turn.VirtualTime, turn.LastStart, turn.Weight);

    /// <summary>Compiled, like the other, as it is asked for ten times a second while jobs move.</summary>
    private readonly Func<GenerationDbContext, long, long, IAsyncEnumerable<QueueEntry>> _between =
        EF.CompileAsyncQuery((GenerationDbContext db, long from, long until) => db.Jobs
            .Where(job => EF.Property<long>(job, ImageJobConfiguration.Changed) >= from &&
                EF.Property<long>(job, ImageJobConfiguration.Changed) < until)
            .Select(Entry));

    private readonly Func<GenerationDbContext, long, long, IAsyncEnumerable<TurnState>> _turnsBetween =
        EF.CompileAsyncQuery((GenerationDbContext db, long from, long until) => db.Turns
            .Where(turn => turn.Changed >= from && turn.Changed < until).Select(State));

    public async Task<ChangeMark> MarkAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!db.Database.IsNpgsql())
        {
            return new(await db.Database.SqlQuery<long>($"SELECT value AS \"Value\" FROM job_changes")
                .SingleAsync(cancellationToken) + 1, []);
        }

        var snapshot = await db.Database.SqlQuery<string>($"SELECT pg_current_snapshot()::text AS \"Value\"")
            .SingleAsync(cancellationToken);
        // xmin:xmax:those between them that are in progress
        var parts = snapshot.Split(':');
        return new(Number(parts[1]), [.. parts[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number)]);
    }

    public async Task<IReadOnlyList<QueueEntry>> BetweenAsync(ChangeMark since, ChangeMark until, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = await _between(db, since.Next, until.Next).ToListAsync(cancellationToken);
        if (since.InProgress.Count > 0)
        {
            var late = db.Jobs.Where(job => since.InProgress.Contains(EF.Property<long>(job, ImageJobConfiguration.Changed)));
            entries.AddRange(await late.Select(Entry).ToListAsync(cancellationToken));
        }

        return entries;
    }

    public async Task<IReadOnlyList<QueueEntry>> OpenAsync(long afterSequence, int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.CompletedAt == null && job.Sequence > afterSequence)
            .OrderBy(job => job.Sequence).Take(count).Select(Entry).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<TurnState>> TurnsBetweenAsync(ChangeMark since, ChangeMark until, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var turns = await _turnsBetween(db, since.Next, until.Next).ToListAsync(cancellationToken);
        if (since.InProgress.Count > 0)
        {
            var late = db.Turns.Where(turn => since.InProgress.Contains(turn.Changed));
            turns.AddRange(await late.Select(State).ToListAsync(cancellationToken));
        }

        return turns;
    }

    public async Task<IReadOnlyList<TurnState>> WaitingTurnsAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Turns.Where(turn => turn.IsReady).Select(State).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<QueueEntry>> MeasuredAsync(int count, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = await db.Jobs.Where(job => job.Status == JobStatus.Succeeded && job.ExecutionMs != null)
            .OrderByDescending(job => job.Sequence).Take(count).Select(Entry).ToListAsync(cancellationToken);
        newest.Reverse();
        return newest;
    }

    public async Task<IReadOnlyList<Guid>> OpenAmongAsync(IReadOnlyList<Guid> jobIds, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => jobIds.Contains(job.Id) && job.CompletedAt == null).Select(job => job.Id)
            .ToListAsync(cancellationToken);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
