using System.Linq.Expressions;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Rendering.Dispatching;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ArtEngine.Generation.Infrastructure.Persistence;

internal sealed class EfDispatchQueue(
    IDbContextFactory<GenerationDbContext> contexts, JobWriter writer, JobChanges changes, IQueueOutlook outlook, TimeProvider clock)
    : IDispatchQueue, IServerLoads
{
    private const int WiderEachTime = 4;

    /// <summary>Compiled, as each claim asks.</summary>
    private readonly Func<GenerationDbContext, Guid, CancellationToken, Task<ImageJob?>> _findWaiting =
        EF.CompileAsyncQuery((GenerationDbContext db, Guid jobId, CancellationToken cancellationToken) => db.Jobs.AsNoTracking()
            .SingleOrDefault(job => job.Id == jobId && job.Status == JobStatus.Queued && job.OpenAttemptId == null));

    private static readonly Expression<Func<ImageJob, WaitingJob>> Shown = job =>
        new WaitingJob(job.Id, job.Priority, job.Checkpoint, job.PassedOver, job.AvoidedServer, job.QueuedAgainAt, job.CreatedAt)
        {
            AvoidUntil = job.AvoidUntil,
            NeedsKey = job.NeedsKey,
            Workflow = job.WorkflowName,
            TurnId = job.TurnId,
        };

    public async Task<IReadOnlyList<WaitingJob>> WaitingAsync(WaitingFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var free = Free(db, filter);
        if (filter.Suspects)
        {
            return await InOrder(free.Where(job => !db.QueueModes.Any(mode => mode.IsPaused))).Take(filter.Count).Select(Shown)
                .ToListAsync(cancellationToken);
        }

        var heads = await HeadsAsync(db, free, filter, cancellationToken);
        var needsAnotherModel = heads is [{ Checkpoint: { } checkpoint }, ..] && filter.Loaded is { } loaded && checkpoint != loaded;
        if (heads.Count == 0 || !(filter.IsDeep || needsAnotherModel))
        {
            return heads;
        }

        var first = heads[0];
        var own = await InOrder(free.Where(job => job.TurnId == first.TurnId)).Take(filter.Count).Select(Shown)
            .ToListAsync(cancellationToken);
        return
        [
            .. own.Select(job => job with { TurnId = first.TurnId, TurnPlace = first.TurnPlace, TurnWaiting = first.TurnWaiting }),
            .. heads.Skip(1),
        ];
    }

    public async Task<string?> FindGraphAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.Id == jobId).Select(job => job.Graph).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<ImageJob?> ClaimAsync(LaneLease lease, DispatchDecision choice, CancellationToken cancellationToken)
    {
        var charge = new TurnCharge(outlook.ExpectedRender(choice.Job.Workflow, lease.Server).TotalSeconds, choice.Floor);
        if (await FindWaitingAsync(choice.Job.Id, cancellationToken) is not { } job ||
            !await writer.TryChangeAsync(
                job,
                free => free.Claim(Guid.NewGuid(), lease.Server, choice.SwitchesModel, clock.GetUtcNow(), charge),
                lease,
                cancellationToken))
        {
            return null;
        }

        changes.ReportClaim(job);
        if (choice.PassedOver.Count > 0)
        {
            await NotePassedOverAsync([.. choice.PassedOver.Select(passed => passed.Id)], cancellationToken);
        }

        return job;
    }

    public async Task<ImageJob?> ChangeAsync(
        LaneLease lease, Guid jobId, ImageJob? known, Action<ImageJob> change, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.ChangeAsync(jobId, known, change, lease, cancellationToken);
        }
        catch (Exception exception) when (TransientDatabaseErrors.IsReasonOf(exception))
        {
            throw new DatabaseUnavailableException(exception);
        }
    }

    public async Task<IReadOnlyList<ImageJob>> WithOpenAttemptAsync(string server, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.AsNoTracking().Include(job => job.Attempts).Include(job => job.Outputs).AsSplitQuery()
            .Where(job => job.Server == server && job.OpenAttemptId != null)
            .OrderBy(job => job.Sequence).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> CancelingAsync(string server, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.Server == server && job.OpenAttemptId != null && job.Status == JobStatus.Canceling)
            .Select(job => job.OpenAttemptId!.Value).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> ClosedAmongAsync(IReadOnlyList<Guid> attemptIds, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Attempts.Where(attempt => attemptIds.Contains(attempt.Id) && attempt.State != AttemptState.Open)
            .Select(attempt => attempt.Id).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyDictionary<string, int>> CountByServerAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Jobs.Where(job => job.OpenAttemptId != null).GroupBy(job => job.Server!)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
    }

    /// <summary>Jobs that a server may be given now.</summary>
    private IQueryable<ImageJob> Free(GenerationDbContext db, WaitingFilter filter)
    {
        var now = clock.GetUtcNow();
        // A pause that ends long after any pause would was written by a clock that was wrong.
        var believed = now + FaultTable.LongestPause + FaultTable.LongestPause;
        var free = db.Jobs.Where(job => job.Status == JobStatus.Queued && job.OpenAttemptId == null &&
            (job.NotBefore == null || job.NotBefore <= now || job.NotBefore > believed));
        // Not by a parameter, which no partial index fits.
        free = filter.Suspects ? free.Where(job => job.IsSuspect) : free.Where(job => !job.IsSuspect);
        if (filter.AvoidedBy is { } server)
        {
            var longest = now + FaultTable.LongestAvoidance;
            free = free.Where(
                job => job.AvoidedServer != server || job.AvoidUntil == null || job.AvoidUntil <= now || job.AvoidUntil > longest);
        }

        return filter.Without.Count > 0 ? free.Where(job => job.NeedsKey == null || !filter.Without.Contains(job.NeedsKey)) : free;
    }

    /// <summary>
    /// The first job of each turn, in the order of the turns. As many turns are looked at as jobs are asked for, and more only while
    /// none of them has one that may be taken.
    /// </summary>
    private static async Task<List<WaitingJob>> HeadsAsync(
        GenerationDbContext db, IQueryable<ImageJob> free, WaitingFilter filter, CancellationToken cancellationToken)
    {
        var ready = db.Turns.Where(turn => turn.IsReady && !db.QueueModes.Any(mode => mode.IsPaused));
        ready = filter.WithoutNew ? ready.Where(turn => turn.Place >= 0) : ready;
        ready = filter.WithoutFixed ? ready.Where(turn => turn.Id != ImageJob.FrontTurn && turn.Id != ImageJob.PriorityTurn) : ready;
        ready = ready.OrderBy(turn => turn.Place).ThenBy(turn => turn.Id);
        for (var (skipped, page) = (0, filter.Count); ; skipped += page, page *= WiderEachTime)
        {
            var turns = ready.Skip(skipped).Take(page);
            var heads =
                from turn in turns
                from job in db.Jobs
                where job.Sequence == free.Where(one => one.TurnId == turn.Id)
                    .OrderBy(one => one.Rank).ThenByDescending(one => one.Priority).ThenBy(one => one.Sequence)
                    .Select(one => one.Sequence).FirstOrDefault()
                orderby turn.Place, turn.Id
                select new WaitingJob(
                    job.Id, job.Priority, job.Checkpoint, job.PassedOver, job.AvoidedServer, job.QueuedAgainAt, job.CreatedAt)
                {
                    AvoidUntil = job.AvoidUntil,
                    NeedsKey = job.NeedsKey,
                    Workflow = job.WorkflowName,
                    TurnId = turn.Id,
                    TurnPlace = turn.Place,
                    TurnWaiting = turn.Waiting,
                };
            var found = await heads.Take(filter.Count).ToListAsync(cancellationToken);
            if (found.Count > 0 || await turns.CountAsync(cancellationToken) < page)
            {
                return found;
            }
        }
    }

    private static IQueryable<ImageJob> InOrder(IQueryable<ImageJob> jobs) =>
        jobs.OrderBy(job => job.Rank).ThenByDescending(job => job.Priority).ThenBy(job => job.Sequence);

    /// <summary>Of claimers at once all but the first find another revision when they store.</summary>
    private async Task<ImageJob?> FindWaitingAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var job = await _findWaiting(db, jobId, cancellationToken);
        return job is { AttemptCount: > 0 }
            ? await db.Jobs.AsNoTracking().Where(again => again.Id == jobId && again.Revision == job.Revision)
                .Include(again => again.Attempts).SingleOrDefaultAsync(cancellationToken)
            : job;
    }

    /// <summary>Only who goes first depends on it: a crash before it costs nothing, and what goes wrong does not undo the claim.</summary>
    private async Task NotePassedOverAsync(List<Guid> passedOver, CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await db.WriteAsync(
                () => db.Jobs.Where(passed => passedOver.Contains(passed.Id)).ExecuteUpdateAsync(
                    set => set.SetProperty(passed => passed.PassedOver, passed => passed.PassedOver + 1), cancellationToken),
                cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // They are passed over once more than is fair.
        }
    }
}
