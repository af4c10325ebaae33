using ArtEngine.Generation.Application;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>The queue in memory, in the order of acceptance.</summary>
internal sealed class MemoryJobs(TimeProvider clock) : IImageJobs
{
    public List<ImageJob> All { get; } = [];

    /// <summary>How often a job was asked for.</summary>
    public int Claims { get; private set; }

    /// <summary>Makes the next store of a job find one with the same key.</summary>
    public ImageJob? StoredMeanwhile { get; set; }

    public Task<bool> AddAsync(ImageJob job, CancellationToken cancellationToken)
    {
        if (StoredMeanwhile is not null)
        {
            All.Add(StoredMeanwhile);
            return Task.FromResult(false);
        }

        All.Add(job);
        return Task.FromResult(true);
    }

    public Task<ImageJob?> FindByKeyAsync(Guid userId, string idempotencyKey, CancellationToken cancellationToken) =>
        Task.FromResult(All.Find(job => job.UserId == userId && job.IdempotencyKey == idempotencyKey));

    public Task<JobInLine?> FindAsync(Guid jobId, Guid userId, CancellationToken cancellationToken) =>
        Task.FromResult(All.Find(job => job.Id == jobId && job.UserId == userId) is { } job ? new JobInLine(job, null) : null);

    public Task<IReadOnlyList<JobInLine>> ListAsync(JobFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImageJob?> ChangeAsync(Guid jobId, Action<ImageJob> change, CancellationToken cancellationToken)
    {
        var job = All.Find(job => job.Id == jobId);
        if (job is not null)
        {
            change(job);
        }

        return Task.FromResult(job);
    }

    public Task<ImageJob?> ClaimNextAsync(string server, CancellationToken cancellationToken)
    {
        Claims++;
        var job = All.Find(job => job.Status == JobStatus.Queued && job.OpenAttemptId is null);
        job?.Claim(Guid.NewGuid(), server, clock.GetUtcNow());
        return Task.FromResult(job);
    }

    public Task<IReadOnlyList<ImageJob>> WithOpenAttemptAsync(string server, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ImageJob>>([.. All.Where(job => job.OpenAttemptId is not null && job.Server == server)]);

    public Task<IReadOnlyList<Guid>> CancelingAsync(string server, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Guid>>(
        [.. All.Where(job => job.Status == JobStatus.Canceling && job.Server == server).Select(job => job.OpenAttemptId).OfType<Guid>()]);

    public Task<QueueCounts> CountAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<JobOutput?> FindOutputAsync(Guid outputId, Guid userId, CancellationToken cancellationToken) => throw new NotSupportedException();
}
