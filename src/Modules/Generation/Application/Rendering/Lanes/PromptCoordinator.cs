using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering.LaneRun;
using ArtEngine.Generation.Application.Rendering.Prompts;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Rendering.Lanes;

/// <summary>
/// Takes each prompt from its claim to its closed attempt: begins the exchange that is due, and applies what came of it.
/// What goes wrong with one prompt stays with it.
/// </summary>
internal sealed partial class PromptCoordinator(
    PromptTracker tracker, PromptExchanges exchanges, AttemptWriter writer, ServerWatch watch, LaneClock clock,
    ILogger<PromptCoordinator> log)
{
    /// <summary>So often something unexpected may go wrong with a prompt before its attempt is closed.</summary>
    private const int MaxInternalFaults = 3;

    /// <summary>A server may tell of any number of files; what is more is fetched at the end.</summary>
    private const int MaxReady = 1_000;

    private static readonly TimeSpan CancelAgain = TimeSpan.FromSeconds(10);

    private static readonly RenderFault Lost = new(FaultCodes.BackendLost, "The ComfyUI server lost the prompt.");
    private static readonly RenderFault Died =
        new(FaultCodes.BackendDied, "The ComfyUI server ended or was started again while it had the prompt.");
    private static readonly RenderFault NotRead = new(FaultCodes.Storage, "For an hour an input picture could not be read from the store.");
    private static readonly RenderFault NotStored =
        new(FaultCodes.Storage, "The render ended well, but its files could not be stored for an hour.");
    private static readonly RenderFault NotSent = new(FaultCodes.BackendLost, "The ComfyUI server broke off an input picture each time.");
    private static readonly RenderFault Unexpected =
        new(FaultCodes.Internal, "Something unexpected went wrong with this job; the log says what.");

    /// <summary>The other servers that take jobs.</summary>
    public PeerServers Peers { get; set; } = PeerServers.None;

    /// <summary>Called at each step, to show that the lane moves.</summary>
    public Action Beat { get; set; } = () => { };

    /// <summary>Told of jobs that failed, and of those that ended well (null).</summary>
    public Action<TrackedPrompt, RenderFault?> OnEnd { get; set; } = (_, _) => { };

    /// <summary>Begins the exchanges that are due.</summary>
    public void Begin(CancellationToken cancellationToken)
    {
        var now = clock.Now;
        foreach (var prompt in tracker.All.Where(prompt => prompt.Exchange is null))
        {
            if (ExchangeDue(prompt, now) is { } due)
            {
                tracker.NoteExchange(prompt);
                prompt.Exchange = exchanges.Begin(due, cancellationToken);
            }
        }
    }

    /// <summary>Applies what came of the exchanges that are over.</summary>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> HarvestAsync(CancellationToken cancellationToken)
    {
        var over = tracker.All.Where(prompt => prompt.Exchange is { Outcome.IsCompleted: true }).ToList();
        foreach (var prompt in over)
        {
            var exchange = prompt.Exchange!;
            prompt.Exchange = null;
            using (exchange)
            {
                await ContainAsync(prompt, async () =>
                    await ApplyAsync(prompt, await exchange.Outcome, cancellationToken), cancellationToken);
            }

            Beat();
        }

        return over.Count > 0;
    }

    /// <summary>The server told that it renders the prompt, or was seen to.</summary>
    public Task StartAsync(TrackedPrompt prompt, CancellationToken cancellationToken) => ContainAsync(
        prompt,
        async () =>
        {
            if (!await writer.StartAsync(prompt, cancellationToken))
            {
                Close(prompt, null);
            }
        },
        cancellationToken);

    /// <summary>Sends a job that was just claimed. One with pictures is sent beside the loop, and so are all others.</summary>
    public void Send(ImageJob job, bool isOfNewTurn) =>
        tracker.Track(job, isOfNewTurn, mayGoFirst: watch.ForeignPrompts == 0);

    /// <summary>Closes the attempt, whatever the server would say of it.</summary>
    public Task LoseAsync(TrackedPrompt prompt, RenderFault fault, CancellationToken cancellationToken) => ContainAsync(
        prompt, () => CloseAsync(prompt, fault, cancellationToken), cancellationToken);

    public void Report(TrackedPrompt prompt, NodesCached cached)
    {
        prompt.Cached = cached.Nodes;
        writer.Report(prompt, prompt.Progress.Note(cached, clock.Now));
    }

    public void Report(TrackedPrompt prompt, RenderProgressed progressed) =>
        writer.Report(prompt, prompt.Progress.Note(progressed, clock.Now));

    public void Show(TrackedPrompt prompt, RenderPreviewed preview) => writer.Show(prompt, preview);

    /// <summary>A node is done: its files can be fetched while others still run.</summary>
    public static void NoteReady(TrackedPrompt prompt, NodeFinished finished)
    {
        foreach (var file in finished.Files.Where(prompt.Keeps).Take(MaxReady - prompt.Ready.Count))
        {
            prompt.Ready.Enqueue(file);
        }
    }

    /// <summary>Asks the server to let go of a prompt that is given up, and to free what it holds.</summary>
    public void TryToFree(TrackedPrompt prompt, CancellationToken cancellationToken) =>
        watch.Order(token => exchanges.TryToFreeAsync(prompt.AttemptId, token), cancellationToken);

    /// <summary>
    /// Hears what the server tells of one prompt, which is no more than a hint: what goes wrong with it ends neither the lane nor the
    /// prompt.
    /// </summary>
    public void Contain(TrackedPrompt prompt, Action hear)
    {
        try
        {
            hear();
        }
        catch (Exception exception)
        {
            if (prompt.InternalFaults.Failures < MaxInternalFaults - 1)
            {
                _ = prompt.InternalFaults.Next();
                UnexpectedlyFailed(prompt.JobId, prompt.AttemptId, exception);
            }
        }
    }

    public void ForgetPictures() => exchanges.Sender.ForgetPictures();

    /// <summary>The run is over: another one may tell how far the job is.</summary>
    public void DropProgress(TrackedPrompt prompt)
    {
        prompt.Exchange?.Abandon();
        writer.DropProgress(prompt);
    }

    public Task EndAsync() => exchanges.EndAsync();

    private Func<CancellationToken, Task<PromptOutcome>>? ExchangeDue(TrackedPrompt prompt, TimeSpan now)
    {
        var isDue = prompt.NextLook <= now;
        if (prompt.CancelWantedAt is not null && prompt.IsAtServer && !(now - prompt.CancelSentAt < CancelAgain) &&
            watch.Health.IsReachable)
        {
            prompt.CancelSentAt = now;
            return token => exchanges.Reconciler.CancelAsync(prompt, token);
        }

        if (isDue && prompt.State == PromptState.Unsent && (watch.Health.IsReachable || prompt.CancelWantedAt is not null) &&
            (prompt.Job.HasPictures || !IsSending()))
        {
            return prompt.CancelWantedAt is null ? token => exchanges.Sender.SendAsync(prompt, () => MayLeave(prompt), token) : _ =>
                HeldBack;
        }

        if (isDue && prompt.State is PromptState.Left or PromptState.Running or PromptState.Waiting && watch.Health.IsReachable)
        {
            return token => exchanges.Reconciler.FindEndAsync(prompt, token);
        }

        if (prompt is { IsAtServer: true, StoreFailsSince: null, Ready.Count: > 0 })
        {
            var ready = prompt.Ready.ToList();
            prompt.Ready.Clear();
            return token => exchanges.Reconciler.KeepReadyAsync(prompt, ready, token);
        }

        return null;
    }

    /// <summary>Prompts leave one after the other, so that they arrive in their order; those with pictures take their time.</summary>
    private bool IsSending() =>
        tracker.All.Any(other => other is { State: PromptState.Unsent, Exchange: not null, Job.HasPictures: false });

    private static Task<PromptOutcome> HeldBack { get; } = Task.FromResult<PromptOutcome>(new PromptOutcome.HeldBack());

    /// <summary>Whether prompts may leave for the server; it is asked from exchanges.</summary>
    public bool IsOpen { get; set; } = true;

    private bool MayLeave(TrackedPrompt prompt) => IsOpen && prompt.CancelWantedAt is null && prompt.State == PromptState.Unsent;

    private async Task ApplyAsync(TrackedPrompt prompt, PromptOutcome outcome, CancellationToken cancellationToken)
    {
        PromptTracker.NoteStored(prompt, outcome.Outputs);
        switch (outcome)
        {
            case PromptOutcome.Taken:
                watch.Health.Hear();
                tracker.NoteSent(prompt, isTaken: true);
                break;
            case PromptOutcome.Unclear unclear:
                NoteUnclear(prompt, unclear);
                break;
            case PromptOutcome.HeldBack:
                await CloseAsync(prompt, TakenBack, cancellationToken);
                break;
            case PromptOutcome.BrokenOff brokenOff:
                await NoteBrokenOffAsync(prompt, brokenOff, cancellationToken);
                break;
            case PromptOutcome.NotReadable notReadable:
                NotReadable(prompt.JobId, tracker.NoteStoreTrouble(prompt).TotalSeconds, notReadable.Reason);
                break;
            case PromptOutcome.CancelSent:
                watch.LookBy(clock.Now);
                break;
            default:
                await ApplyEndAsync(prompt, outcome, cancellationToken);
                break;
        }
    }

    private async Task ApplyEndAsync(TrackedPrompt prompt, PromptOutcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case PromptOutcome.Kept:
                await NoteKeptAsync(prompt, cancellationToken);
                break;
            case PromptOutcome.Rendered rendered:
                watch.Health.Hear();
                await NoteRenderedAsync(prompt, rendered, cancellationToken);
                break;
            case PromptOutcome.Failed failed:
                watch.Health.Hear();
                await FailAsync(prompt, failed.Fault, cancellationToken);
                break;
            case PromptOutcome.NotFound:
                watch.Health.Hear();
                await NoteNotFoundAsync(prompt, cancellationToken);
                break;
            case PromptOutcome.Troubled troubled:
                await NoteTroubleAsync(prompt, troubled.Fault, troubled.IsFinal, cancellationToken);
                break;
            case PromptOutcome.NotStored notStored:
                StoreFailed(prompt.JobId, tracker.NoteStoreTrouble(prompt).TotalSeconds, notStored.Reason);
                break;
            case PromptOutcome.Unreachable unreachable:
                watch.Suspect();
                await NoteTroubleAsync(prompt, prompt.Trouble ?? Unanswered(unreachable.Exception), isFinal: false, cancellationToken);
                break;
        }
    }

    /// <summary>A render that made nothing where its workflow says is no success, however well it ended.</summary>
    private async Task NoteRenderedAsync(TrackedPrompt prompt, PromptOutcome.Rendered rendered, CancellationToken cancellationToken)
    {
        if (prompt.AwaitsPictures)
        {
            await NoteTroubleAsync(prompt, NotHeard(prompt), isFinal: false, cancellationToken);
        }
        else if (rendered.HasMarked || prompt.HasMarkedOutput)
        {
            await writer.SucceedAsync(prompt, rendered.ExecutionMs, cancellationToken);
            Close(prompt, null, isSuccess: true);
        }
        else
        {
            await FailAsync(prompt, NoOutput(prompt), cancellationToken);
        }
    }

    /// <summary>What is stored is noted at once while other nodes still run, and together with the end otherwise.</summary>
    private async Task NoteKeptAsync(TrackedPrompt prompt, CancellationToken cancellationToken)
    {
        if (prompt.IsAtServer && !await writer.KeepAsync(prompt, cancellationToken))
        {
            Close(prompt, null);
        }
    }

    private void NoteUnclear(TrackedPrompt prompt, PromptOutcome.Unclear unclear)
    {
        prompt.Trouble = new(FaultCodes.NotTaken, $"The ComfyUI server did not take the prompt: {unclear.Reason}.");
        tracker.NoteSent(prompt, isTaken: false);
        watch.LookBy(clock.Now);
        AnswerUnclear(prompt.JobId, prompt.AttemptId, unclear.Reason);
        if (!unclear.ServerAnswered)
        {
            watch.Suspect();
        }
    }

    private async Task NoteBrokenOffAsync(TrackedPrompt prompt, PromptOutcome.BrokenOff brokenOff, CancellationToken cancellationToken)
    {
        watch.Suspect();
        if (prompt.Retries.Failures >= 2)
        {
            await CloseAsync(prompt, new(NotSent.Code, $"{NotSent.Message[..^1]}: {brokenOff.Reason}."), cancellationToken);
        }
        else
        {
            prompt.NextLook = clock.Now + prompt.Retries.Next();
        }
    }

    /// <summary>Neither in the queue nor among what ended.</summary>
    private async Task NoteNotFoundAsync(TrackedPrompt prompt, CancellationToken cancellationToken)
    {
        if (tracker.NoteUnknown(prompt))
        {
            // One that was never seen, at a server that was there all the time, was not taken; else it died with its server, or
            // was forgotten.
            var fault = watch.Health.LostContactAt >= prompt.SentAt ? Died : prompt.SeenAt is null ? prompt.Trouble ?? Lost : Lost;
            await FailAsync(prompt, fault, cancellationToken);
        }
    }

    private async Task NoteTroubleAsync(TrackedPrompt prompt, RenderFault fault, bool isFinal, CancellationToken cancellationToken)
    {
        Troubled(prompt.JobId, prompt.AttemptId, fault.Code, fault.Message);
        if (!tracker.NoteTrouble(prompt, fault, isFinal))
        {
            return;
        }

        if (fault.Code == FaultCodes.ResultUnreadable && prompt is { IsToldToHaveSucceeded: true, HasMarkedOutput: true })
        {
            // The server told while it rendered that all went well, and what was asked for is stored.
            await writer.SucceedAsync(prompt, null, cancellationToken);
            Close(prompt, null, isSuccess: true);
            return;
        }

        await FailAsync(prompt, fault, cancellationToken);
    }

    private async Task FailAsync(TrackedPrompt prompt, RenderFault fault, CancellationToken cancellationToken)
    {
        if (fault.Code is FaultCodes.OutOfMemory or FaultCodes.OutputMissing)
        {
            // A file that is gone would be remembered as made: the server forgets what it remembers, too.
            watch.Order(exchanges.FreeMemoryAsync, cancellationToken);
        }

        await CloseAsync(prompt, fault, cancellationToken);
    }

    /// <summary>What a deadline means for a prompt that reached it; stalls are the lane's to judge.</summary>
    public static RenderFault? FaultOfDeadline(TrackedPrompt prompt) => prompt.State switch
    {
        PromptState.Unsent => prompt.StoreFailsSince is null ? NotSent : NotRead,
        PromptState.Unconfirmed => prompt.Trouble ?? Lost,
        PromptState.Left => prompt.StoreFailsSince is null ? prompt.Trouble ?? Lost : NotStored,
        _ => null,
    };

    public static RenderFault TakenBack { get; } =
        new(FaultCodes.BackendBusy, "The job was taken back from the ComfyUI server before it began.");

    private static RenderFault NotHeard(TrackedPrompt prompt) => new(
        FaultCodes.OutputMissing,
        $"Node {prompt.Job.OutputNodeId} sends its pictures to whoever listens and saves none, and they were not heard.",
        prompt.Job.OutputNodeId);

    private static RenderFault NoOutput(TrackedPrompt prompt) => new(
        FaultCodes.NoOutput,
        prompt.BlockedBy is { } blocked
            ? $"The output node {prompt.Job.OutputNodeId} made nothing: node {blocked.NodeId} did not run. {blocked.Reason}"
            : $"The workflow ran to its end, but ComfyUI told of nothing that its output node {prompt.Job.OutputNodeId} made.",
        prompt.Job.OutputNodeId);

    private static RenderFault Unanswered(RenderServerUnavailableException exception) =>
        new(FaultCodes.ResultUnreadable, $"ComfyUI does not answer about this job: {exception.Message}.");

    private async Task CloseAsync(TrackedPrompt prompt, RenderFault fault, CancellationToken cancellationToken)
    {
        await writer.LoseAsync(prompt, fault, new(tracker.MaxAttempts, Peers.CanRun(prompt.Needs)), cancellationToken);
        Close(prompt, fault);
    }

    private void Close(TrackedPrompt prompt, RenderFault? fault, bool isSuccess = false)
    {
        if (isSuccess || fault is not null)
        {
            OnEnd(prompt, fault);
        }

        tracker.Forget(prompt);
        writer.ForgetProgress(prompt);
    }

    /// <summary>What goes wrong unexpectedly with one prompt must not end the lane; when it goes on, its attempt is closed.</summary>
    private async Task ContainAsync(TrackedPrompt prompt, Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (exception is not (LaneLostException or BuildingBlocks.DatabaseUnavailableException) &&
            !cancellationToken.IsCancellationRequested)
        {
            prompt.NextLook = clock.Now + prompt.InternalFaults.Next();
            UnexpectedlyFailed(prompt.JobId, prompt.AttemptId, exception);
            if (prompt.InternalFaults.Failures >= MaxInternalFaults)
            {
                // What could not be stored is not tried to be stored once more.
                prompt.Unsaved.Clear();
                await CloseAsync(prompt, Unexpected, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Job {JobId}: attempt {AttemptId} was sent, and the answer is unclear; it is looked up: {Reason}")]
    private partial void AnswerUnclear(Guid jobId, Guid attemptId, string reason);

    [LoggerMessage(LogLevel.Warning, "Job {JobId}, attempt {AttemptId}: {Code}: {Message}")]
    private partial void Troubled(Guid jobId, Guid attemptId, string code, string message);

    [LoggerMessage(LogLevel.Error,
        "An input picture of job {JobId} cannot be read from the store; it is tried again after {Seconds} " +
        "s, for an hour at most: {Reason}")]
    private partial void NotReadable(Guid jobId, double seconds, string reason);

    [LoggerMessage(LogLevel.Error,
        "Job {JobId} is rendered but cannot be stored; storing is tried again after {Seconds} s, for an " +
        "hour at most: {Reason}")]
    private partial void StoreFailed(Guid jobId, double seconds, string reason);

    [LoggerMessage(LogLevel.Error, "Job {JobId}, attempt {AttemptId}: something unexpected went wrong")]
    private partial void UnexpectedlyFailed(Guid jobId, Guid attemptId, Exception exception);
}
