using System.Text.Json.Serialization;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Application.Tracking.Queue;

namespace ArtEngine.Generation.Application.Tracking.Views;

/// <summary>The queue as every listener sees it.</summary>
/// <param name="QueueRunning">Jobs that render now.</param>
/// <param name="QueuePending">Jobs that wait.</param>
/// <param name="QueuePosition">The caller's own place; null for anonymous callers.</param>
[JsonDerivedType(typeof(OwnQueueStatus))]
internal record QueueStatus(int QueueRunning, int QueuePending, int? QueuePosition);

/// <summary>The queue as a signed-in listener sees it: the totals, and what is theirs.</summary>
/// <param name="QueueRunning">Jobs that render now.</param>
/// <param name="QueuePending">Jobs that wait.</param>
/// <param name="QueuePosition">The place of their first waiting job; null when none waits.</param>
/// <param name="EtaSeconds">Seconds until that one is expected to be done; null when not known.</param>
/// <param name="Running">Their jobs that render now.</param>
internal sealed record OwnQueueStatus(
    int QueueRunning, int QueuePending, int? QueuePosition, int? EtaSeconds, IReadOnlyList<RunningJob> Running)
    : QueueStatus(QueueRunning, QueuePending, QueuePosition)
{
    public static OwnQueueStatus Of(UserQueue queue, IProgressStore progress) => new(
        queue.Totals.Running,
        queue.Totals.Pending,
        queue.First.Position,
        queue.First.EtaSeconds,
        [.. queue.AtWork.Select(job => new RunningJob(job.JobId, job.Expected.EtaSeconds, progress.Find(job.JobId)?.Value))]);
}

/// <summary>A job of the listener that renders now.</summary>
/// <param name="Id">The job's id.</param>
/// <param name="EtaSeconds">Seconds until it is expected to be done; null when not known.</param>
/// <param name="Progress">0 to 1; null when nothing was heard of it yet.</param>
internal sealed record RunningJob(Guid Id, int? EtaSeconds, double? Progress);
