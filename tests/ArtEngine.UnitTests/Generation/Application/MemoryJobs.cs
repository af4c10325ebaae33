using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Rendering.Dispatching;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>The queue in memory, in the order of acceptance.</summary>
internal sealed class MemoryJobs(TimeProvider clock) : IImageJobs, IJobReads, IWaitingGraphs, IDispatchQueue, IServerLoads, ITurns
{
    public List<ImageJob> All { get; } = [];

    /// <summary>How often a job was asked for.</summary>
    public int Claims { get; private set; }

    /// <summary>The jobs whose users are new; they come before the others.</summary>
    public HashSet<Guid> New { get; } = [];

    /// <summary>Makes the next store of a job find one with the same key.</summary>
    public ImageJob? StoredMeanwhile { get; set; }

    /// <summary>What the plan gave with the last job.</summary>
    public TurnTerms? Terms { get; private set; }

    public Task<bool> AddAsync(ImageJob job, TurnTerms terms, CancellationToken cancellationToken)
    {
        Terms = terms;
        if (StoredMeanwhile is not null)
        {
            All.Add(StoredMeanwhile);
            return Task.FromResult(false);
        }

        All.Add(job);
        return Task.FromResult(true);
    }

    public Task ChangeAsync(Guid? userId, TurnTerms terms, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ChangeOfProgramAsync(Guid programId, string before, TurnTerms terms, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    public Task<int> CountWaitingAsync(Guid programId, CancellationToken cancellationToken) =>
        Task.FromResult(All.Count(job => job.ProgramId == programId && job.Status == JobStatus.Queued));

    public Task<KeyedJob?> FindByKeyAsync(Guid userId, string idempotencyKey, CancellationToken cancellationToken) => Task.FromResult(
        All.Find(job => job.UserId == userId && job.IdempotencyKey == idempotencyKey) is { } job
            ? new KeyedJob(JobRow.Of(job), job.RequestHash)
            : null);

    public Task<JobRow?> FindAsync(Guid jobId, Guid userId, CancellationToken cancellationToken) =>
        Task.FromResult(All.Find(job => job.Id == jobId && job.UserId == userId) is { } job ? JobRow.Of(job) : null);

    public Task<JobRow?> LookAsync(Guid jobId, Guid userId, CancellationToken cancellationToken) =>
        FindAsync(jobId, userId, cancellationToken);

    public Task<Guid?> FindOwnerAsync(Guid jobId, CancellationToken cancellationToken) =>
        Task.FromResult(All.Find(job => job.Id == jobId)?.UserId);

    public Task<IReadOnlyList<JobRow>> ListAsync(JobFilter filter, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<JobRow>> ListAllAsync(
        IReadOnlyList<JobStatus> open, long? before, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    Task<string?> IWaitingGraphs.FindAsync(Guid jobId, CancellationToken cancellationToken) => FindGraphAsync(jobId, cancellationToken);

    public Task<ImageJob?> ChangeAsync(Guid jobId, Action<ImageJob> change, CancellationToken cancellationToken)
    {
        var job = All.Find(job => job.Id == jobId);
        if (job is not null)
        {
            change(job);
        }

        return Task.FromResult(job);
    }

    public Task<ImageJob?> ChangeAsync(
        LaneLease lease, Guid jobId, ImageJob? known, Action<ImageJob> change, CancellationToken cancellationToken)
    {
        OnChange(jobId);
        return ChangeAsync(jobId, change, cancellationToken);
    }

    /// <summary>What goes wrong when a lane stores a change.</summary>
    public Action<Guid> OnChange { get; set; } = _ => { };

    public Task<IReadOnlyList<WaitingJob>> WaitingAsync(WaitingFilter filter, CancellationToken cancellationToken)
    {
        Claims += filter.Suspects || filter.Count == 1 ? 0 : 1;
        return Task.FromResult<IReadOnlyList<WaitingJob>>([.. All
            .Where(job => job.Status == JobStatus.Queued && job.OpenAttemptId is null && job.IsSuspect == filter.Suspects)
            .Where(job => !(job.NotBefore > clock.GetUtcNow()) && (job.NeedsKey is null || !filter.Without.Contains(job.NeedsKey)))
            .Where(job => filter.AvoidedBy is null || job.AvoidedServer != filter.AvoidedBy || !(job.AvoidUntil > clock.GetUtcNow()))
            .OrderByDescending(job => New.Contains(job.Id)).Take(filter.Count)
            .Select(job => new WaitingJob(
                job.Id, job.Priority, job.Checkpoint, job.PassedOver, job.AvoidedServer, job.QueuedAgainAt, job.CreatedAt)
            {
                AvoidUntil = job.AvoidUntil,
                NeedsKey = job.NeedsKey,
                TurnId = New.Contains(job.Id) ? job.UserId : Guid.Empty,
                TurnPlace = New.Contains(job.Id) ? -1 : 0,
            })]);
    }

    public Task<string?> FindGraphAsync(Guid jobId, CancellationToken cancellationToken) =>
        Task.FromResult(All.Find(job => job.Id == jobId)?.Graph);

    public Task<ImageJob?> ClaimAsync(LaneLease lease, DispatchDecision choice, CancellationToken cancellationToken)
    {
        var job = All.Find(job => job.Id == choice.Job.Id);
        job?.Claim(Guid.NewGuid(), lease.Server, choice.SwitchesModel, clock.GetUtcNow());
        return Task.FromResult(job);
    }

    public Task<IReadOnlyList<Guid>> ClosedAmongAsync(IReadOnlyList<Guid> attemptIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Guid>>(
        [.. All.SelectMany(job => job.Attempts).Where(attempt => attempt.State != AttemptState.Open && attemptIds.Contains(attempt.Id))
            .Select(attempt => attempt.Id)]);

    public Task<IReadOnlyList<OverdueJob>> OverdueAsync(
        DateTimeOffset now, DateTimeOffset waitingSince, int count, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OverdueJob>>(
            [.. All.Where(job => !job.HasEnded && (job.CancelAt <= now || job.CreatedAt < waitingSince))
                .Select(job => new OverdueJob(job.Id, job.NeedsKey, job.Status == JobStatus.Queued && job.OpenAttemptId is null))]);

    public Task<IReadOnlyDictionary<string, int>> CountByServerAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, int>>(
        All.Where(job => job.OpenAttemptId is not null).GroupBy(job => job.Server!)
            .ToDictionary(group => group.Key, group => group.Count()));

    public Task<IReadOnlyList<ImageJob>> WithOpenAttemptAsync(string server, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ImageJob>>([.. All.Where(job => job.OpenAttemptId is not null && job.Server == server)]);

    public Task<IReadOnlyList<Guid>> CancelingAsync(string server, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Guid>>(
        [.. All.Where(job => job.Status == JobStatus.Canceling && job.Server == server).Select(job => job.OpenAttemptId).OfType<Guid>()]);
}
