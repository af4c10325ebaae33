using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.Generation.Application.Tracking.Events;

/// <summary>A status that a job has or had.</summary>
/// <param name="Turn">How many attempts were lost before.</param>
/// <param name="Stage">How far the job was in that turn.</param>
/// <param name="Status">The status.</param>
/// <param name="At">Since when.</param>
/// <param name="Attempts">How often it had been sent to a server.</param>
/// <param name="Server">The server of the last attempt.</param>
/// <param name="IsNow">Whether it is the job's status still.</param>
internal readonly record struct StatusChange(
    int Turn, StreamStage Stage, JobStatus Status, DateTimeOffset? At, int Attempts, string? Server, bool IsNow);

/// <summary>All statuses of a job up to now, in their order, whether or not somebody saw them: the row and its attempts know.</summary>
internal static class StatusHistory
{
    public static IEnumerable<StatusChange> Of(JobRow job)
    {
        var lost = job.LostAttempts;
        for (var turn = 0; turn < lost.Count; turn++)
        {
            yield return Past(turn, StreamStage.Queued, JobStatus.Queued, turn == 0
                ? job.CreatedAt
                : lost[turn - 1].EndedAt, turn, lost.ElementAtOrDefault(turn - 1)?.Server);
            if (lost[turn].StartedAt is { } start)
            {
                yield return Past(turn, StreamStage.Running, JobStatus.Running, start, turn + 1, lost[turn].Server);
            }
        }

        foreach (var (stage, status, at) in OfThisTurn(job))
        {
            yield return new(lost.Count, stage, status, at, job.AttemptCount, job.Server, status == job.Status);
        }
    }

    private static IEnumerable<(StreamStage Stage, JobStatus Status, DateTimeOffset? At)> OfThisTurn(JobRow job)
    {
        yield return (StreamStage.Queued, JobStatus.Queued, job.QueuedAgainAt ?? job.CreatedAt);
        if (job.StartedAt is not null)
        {
            yield return (StreamStage.Running, JobStatus.Running, job.StartedAt);
        }

        if (job.CancelingAt is not null || job.Status == JobStatus.Canceling)
        {
            yield return (StreamStage.Canceling, JobStatus.Canceling, job.CancelingAt);
        }

        if (job.HasEnded)
        {
            yield return (StreamStage.Ended, job.Status, job.CompletedAt);
        }
    }

    private static StatusChange Past(int turn, StreamStage stage, JobStatus status, DateTimeOffset? at, int attempts, string? server) =>
        new(turn, stage, status, at, attempts, server, IsNow: false);
}
