using System.Runtime.CompilerServices;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Tracking.Events;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.Generation.Application.Tracking;

/// <summary>
/// Tells a listener of one job what was not told yet and then what happens, until it has ended. Statuses and outputs come
/// from the row, progress and pictures from the progress store.
/// </summary>
internal sealed class FollowJob(
    IJobReads jobs, JobViews views, IProgressStore progress, ISignals signals, IDatabaseFaults faults, TimeProvider clock)
{
    /// <summary>Progress and pictures are told at most twice a second.</summary>
    private static readonly TimeSpan BetweenTicks = TimeSpan.FromMilliseconds(500);

    /// <summary>Proxies close what is silent for long.</summary>
    private static readonly TimeSpan BetweenSigns = TimeSpan.FromSeconds(15);

    /// <summary>The job may change on another node, whose signal may be lost.</summary>
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(3);

    /// <param name="jobId">The job.</param>
    /// <param name="userId">The listener; another user's job is not there.</param>
    /// <param name="cursor">What the listener was told before.</param>
    /// <param name="cancellationToken">The listener left.</param>
    public async IAsyncEnumerable<JobEvent> FollowAsync(
        Guid jobId, Guid userId, StreamCursor cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var subscription = signals.Subscribe(Topics.Job(jobId), Topics.Progress(jobId));
        var projector = new JobEventProjector(cursor);
        var now = clock.GetUtcNow();
        var (nextLook, nextTick, lastSign) = (now, now, now);
        var isAtWork = false;
        while (true)
        {
            if (now >= nextLook)
            {
                // A listener stays while the database is away: all of them would come back at once, to the same.
                var (isRead, job) = await faults.TryReadAsync(() => jobs.LookAsync(jobId, userId, cancellationToken));
                // A database that hangs takes long to say nothing, and the listener wants a sign meanwhile.
                now = clock.GetUtcNow();
                nextLook = now + LookAnyway;
                if (isRead && job is null)
                {
                    yield break;
                }

                foreach (var told in job is null ? [] : projector.Project(await views.ExplainAsync(job, cancellationToken)))
                {
                    lastSign = now;
                    yield return told;
                }

                if (job?.HasEnded == true)
                {
                    yield break;
                }

                isAtWork = job is null ? isAtWork : job.Status is JobStatus.Running or JobStatus.Canceling;
            }

            if (isAtWork && now >= nextTick)
            {
                foreach (var told in new[] { projector.Project(progress.Find(jobId)),
                    projector.Project(progress.FindPreview(jobId)) }.OfType<JobEvent>())
                {
                    (lastSign, nextTick) = (now, now + BetweenTicks);
                    yield return told;
                }
            }

            if (now - lastSign >= BetweenSigns)
            {
                lastSign = now;
                yield return JobEvent.Heartbeat;
            }

            var rung = await subscription.WaitAsync(Soonest(now, nextLook, lastSign + BetweenSigns, nextTick), cancellationToken);
            now = clock.GetUtcNow();
            if (rung.Contains(Topics.Job(jobId)))
            {
                nextLook = now;
            }
        }
    }

    /// <summary>How long to wait at most; a tick that is due waits for something to tell.</summary>
    private static TimeSpan Soonest(DateTimeOffset now, DateTimeOffset look, DateTimeOffset sign, DateTimeOffset tick)
    {
        var soonest = look < sign ? look : sign;
        soonest = tick > now && tick < soonest ? tick : soonest;
        return soonest > now ? soonest - now : TimeSpan.Zero;
    }
}
