using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.UnitTests.Generation.Application;

/// <summary>Counts what waits among jobs in memory.</summary>
internal sealed class MemoryOutlook(MemoryJobs jobs) : IQueueOutlook
{
    public ValueTask<WaitingCounts> CountWaitingAsync(Guid userId, CancellationToken cancellationToken)
    {
        var waiting = jobs.All.Where(job => job.Status == JobStatus.Queued).ToList();
        return new(new WaitingCounts(waiting.Count(job => job.UserId == userId), waiting.Count));
    }

    public TimeSpan? ExpectedDuration(Guid turnId, string workflow, int priority) => null;

    public TimeSpan ExpectedRender(string workflow, string server) => TimeSpan.FromSeconds(10);

    public void Apply(QueueEntry entry)
    {
    }

    public void Remove(IEnumerable<Guid> jobIds)
    {
    }
}
