using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering.LaneRun;
using ArtEngine.Generation.Application.Rendering.Prompts;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Rendering.Lanes;

/// <summary>Decides which prompts are given up, and why: with their server, for their time, or for the sake of others.</summary>
internal sealed partial class PromptJudge(
    IRenderServer server, PromptTracker tracker, PromptCoordinator prompts, ServerWatch watch, LaneClock clock, ILogger<PromptJudge> log)
{
    /// <summary>Prompts that wait behind the work of others go where there is room after so long.</summary>
    private static readonly TimeSpan WaitsForOthers = TimeSpan.FromSeconds(10);

    /// <summary>So often a job is taken back from a server that works for others.</summary>
    private const int MaxMoves = 3;

    private static readonly RenderFault Lost = new(FaultCodes.BackendAway, "The ComfyUI server did not answer for too long.");
    private static readonly RenderFault Died = new(FaultCodes.BackendDied, "The ComfyUI server ended while it had the job.");
    private static readonly RenderFault Stalled = new(FaultCodes.Stalled, "Nothing moved at the ComfyUI server for too long.");
    private static readonly RenderFault TooLong = new(FaultCodes.Timeout, "The render took longer than it may.");

    /// <summary>Closes what is lost with the server, over its time, or in the way.</summary>
    /// <param name="state">What the server's administrator said.</param>
    /// <param name="peers">The other servers.</param>
    /// <param name="cancellationToken">Ends it; what was closed is closed.</param>
    public async Task JudgeAsync(BackendState state, PeerServers peers, CancellationToken cancellationToken)
    {
        if (watch.Health.HasLostItsJobs(peers.Any))
        {
            var fault = watch.Health.IsDead ? Died : Lost;
            // What is rendered and waits for the store is there still when the server comes back, unless it is dead.
            var isKept = !watch.Health.IsDead;
            foreach (var prompt in tracker.All.Where(
                prompt => !(isKept && prompt is { State: PromptState.Left, StoreFailsSince: not null })).ToList())
            {
                await prompts.LoseAsync(prompt, fault, cancellationToken);
            }
        }

        if (state == BackendState.Disabled)
        {
            await TakeBackAsync(prompt => prompt.IsAtServer && prompt.State != PromptState.Running, cancellationToken);
        }

        if (watch.IsBusyForOthers && peers.HaveRoom)
        {
            await TakeBackAsync(prompt => prompt.State == PromptState.Waiting && clock.Now - prompt.SentAt > WaitsForOthers &&
                MayMove(prompt, peers), cancellationToken);
        }

        foreach (var prompt in tracker.All.Where(prompt => clock.Now >= prompt.Deadline).ToList())
        {
            await JudgeOverdueAsync(prompt, cancellationToken);
        }
    }

    /// <summary>A job that came back a few times is better off where it can wait.</summary>
    private static bool MayMove(TrackedPrompt prompt, PeerServers peers) => peers.CanRun(prompt.Needs) &&
        prompt.Job.Attempts.Count(attempt => attempt.FaultCode == FaultCodes.BackendBusy) < MaxMoves;

    private async Task TakeBackAsync(Func<TrackedPrompt, bool> which, CancellationToken cancellationToken)
    {
        foreach (var prompt in tracker.All.Where(prompt => prompt.Exchange is null && which(prompt)).ToList())
        {
            watch.Order(token => server.CancelAsync(prompt.AttemptId, token), cancellationToken);
            await prompts.LoseAsync(prompt, PromptCoordinator.TakenBack, cancellationToken);
        }
    }

    private async Task JudgeOverdueAsync(TrackedPrompt prompt, CancellationToken cancellationToken)
    {
        if (prompt.State == PromptState.Closed)
        {
            return;
        }

        if (prompt.IsCancelOverdue(clock.Now))
        {
            await prompts.LoseAsync(prompt, Lost, cancellationToken);
        }
        else if (PromptCoordinator.FaultOfDeadline(prompt) is { } fault)
        {
            // While the server does not answer, how long that may last is judged instead.
            if (watch.Health.IsReachable || prompt.State != PromptState.Unconfirmed)
            {
                await prompts.LoseAsync(prompt, fault, cancellationToken);
            }
        }
        else if (watch.Health.IsReachable && IsKnownSince(prompt, prompt.Deadline))
        {
            await JudgeAtServerAsync(prompt, cancellationToken);
        }
    }

    /// <summary>Looked up first: the render may have ended, unheard.</summary>
    private bool IsKnownSince(TrackedPrompt prompt, TimeSpan time)
    {
        if (!(prompt.SeenAt >= time))
        {
            watch.LookBy(clock.Now);
            return false;
        }

        if (!(prompt.NotEndedAt >= time))
        {
            prompt.NextLook ??= clock.Now;
            return false;
        }

        return true;
    }

    private async Task JudgeAtServerAsync(TrackedPrompt prompt, CancellationToken cancellationToken)
    {
        if (prompt.State == PromptState.Running && prompt.IsOverTime(clock.Now))
        {
            prompts.TryToFree(prompt, cancellationToken);
            await prompts.LoseAsync(prompt, TooLong, cancellationToken);
        }
        else if (prompt.State == PromptState.Waiting && (prompt.IsOverTime(clock.Now) || watch.IsBusyForOthers || IsBehindOneOfOurs()))
        {
            // Waiting behind the work of others is no stall, and neither is waiting behind a render that is within its own limits.
            await JudgeWaitingAsync(prompt, cancellationToken);
        }
        else
        {
            await QuarantineAsync(prompt, cancellationToken);
        }
    }

    private bool IsBehindOneOfOurs() => tracker.All.Any(other => other.State == PromptState.Running && clock.Now < other.Deadline);

    private async Task JudgeWaitingAsync(TrackedPrompt prompt, CancellationToken cancellationToken)
    {
        if (prompt.IsOverTime(clock.Now))
        {
            await TakeBackAsync(other => other == prompt, cancellationToken);
        }
        else
        {
            prompt.LastMove = clock.Now;
        }
    }

    /// <summary>
    /// The server gets no more jobs until something moves there; those it has go to others, and only what was at work is
    /// blamed.
    /// </summary>
    private async Task QuarantineAsync(TrackedPrompt stalled, CancellationToken cancellationToken)
    {
        Quarantined(server.Name, stalled.JobId, stalled.StallsAfter.TotalSeconds);
        var atServer = tracker.All.Where(prompt => prompt.IsAtServer).ToList();
        var isSomethingRunning = atServer.Exists(prompt => prompt.State == PromptState.Running);
        watch.Health.NoteStall(
            $"Nothing moves there; look at it, a restart may help. Noticed at job {stalled.JobId}.",
            [.. atServer.Select(prompt => prompt.AttemptId).Concat(stalled.Behind)]);
        foreach (var prompt in atServer)
        {
            var isToBlame = prompt.State == PromptState.Running || !isSomethingRunning;
            prompts.TryToFree(prompt, cancellationToken);
            await prompts.LoseAsync(prompt, isToBlame ? Stalled : PromptCoordinator.TakenBack, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Error,
        "ComfyUI server {Server} is in quarantine: nothing was heard of job {JobId} for {Seconds} s. A " +
        "restart of ComfyUI may help")]
    private partial void Quarantined(string server, Guid jobId, double seconds);
}
