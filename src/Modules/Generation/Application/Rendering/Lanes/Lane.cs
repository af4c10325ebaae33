using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering.Dispatching;
using ArtEngine.Generation.Application.Rendering.LaneRun;
using ArtEngine.Generation.Application.Rendering.Prompts;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Rendering.Lanes;

/// <summary>
/// One run of a server's lane. Its loop waits for the database alone: every exchange with the server runs beside it and is
/// applied when it is over, so a server that keeps silent holds up nothing. Whatever goes wrong with the database ends the
/// run, and so does another run that took the lane over; the next one finds everything out again from the rows and the server.
/// </summary>
internal sealed partial class Lane(
    LaneParts parts, PromptCoordinator prompts, PromptJudge judge, ServerWatch watch, Dispatcher dispatcher, ILogger<Lane> log)
{
    /// <summary>The lane turns at least so often, to show that it does.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>A lane that did not turn for so long heard nothing meanwhile.</summary>
    private static readonly TimeSpan Unwatched = TimeSpan.FromSeconds(5);

    /// <summary>A server whose connection for events breaks again and again is not taken for a new process each time.</summary>
    private static readonly TimeSpan BetweenReturns = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(5);

    private readonly PromptFeeder _feeder = new(parts, prompts, watch, dispatcher);
    private readonly LaneClock _clock = parts.Clock;
    private readonly PromptTracker _tracker = parts.Tracker;
    private readonly TimeSpan _poll = TimeSpan.FromSeconds(parts.Options.PollSeconds);

    private Backend _backend = parts.Backend;
    private PeerServers _peers = PeerServers.None;
    private TimeSpan _begunAt;
    private TimeSpan _nextReturn;
    private TimeSpan _nextLookAtServers;

    /// <summary>Whether to ask the database for jobs to cancel.</summary>
    private bool _mayHaveCancels = true;

    /// <summary>Whether the servers' rows may be other ones now.</summary>
    private bool _mayHaveChanged = true;

    /// <summary>The server has another address now, or is to be forgotten.</summary>
    private bool _isOver;

    private string Server => parts.Server.Name;

    public async Task RunAsync(HeldLane held)
    {
        using var signals = parts.Signals.Subscribe();
        prompts.OnEnd = NoteEnd;
        prompts.Beat = () => held.Turn();
        try
        {
            await AdoptAsync(held.Ending);
            while (true)
            {
                await TurnAsync(held);
                if (_isOver)
                {
                    return;
                }

                Note(await signals.WaitAsync(NextTurnIn(), held.Ending));
            }
        }
        finally
        {
            held.End();
            await EndAsync();
        }
    }

    private void Note(IReadOnlyCollection<string> signaled)
    {
        var isSignaled = signaled.Contains(Topics.Lanes) || signaled.Contains(Topics.Backends);
        _mayHaveCancels |= signaled.Contains(Topics.Cancels) || signaled.Contains(Topics.Backends) || _feeder.IsLookDue;
        _feeder.Note(isSignaled || dispatcher.HasAnswers);
        _mayHaveChanged |= signaled.Contains(Topics.Backends) || _clock.Now >= _nextLookAtServers;
    }

    /// <summary>What an earlier run left open is looked up at once: it may have ended, still run, or be lost.</summary>
    private async Task AdoptAsync(CancellationToken cancellationToken)
    {
        foreach (var job in await parts.Jobs.WithOpenAttemptAsync(Server, cancellationToken))
        {
            _tracker.Adopt(job);
            watch.Health.NoteAdoption();
            Adopted(job.Id, job.OpenAttemptId!.Value, Server);
        }
    }

    private async Task TurnAsync(HeldLane held)
    {
        var cancellationToken = held.Ending;
        if (held.Turn() > Unwatched)
        {
            _tracker.ForgiveSilence();
            watch.Health.ForgiveSilence();
        }

        await LookAtServersAsync(cancellationToken);
        if (_isOver)
        {
            return;
        }

        // What is over at once is applied at once.
        do
        {
            ReadEvents();
            await prompts.HarvestAsync(cancellationToken);
            await LookAtQueueAsync(cancellationToken);
            NoteBeginnings();
            await judge.JudgeAsync(_backend.State, _peers, cancellationToken);
            await DispatchAsync(cancellationToken);
            Begin(cancellationToken);
            await StoreBeginningsAsync(cancellationToken);
            held.Turn();
        }
        while (IsSomethingOver());

        await watch.ReportAsync(OwnTrouble(), cancellationToken);
    }

    private void Begin(CancellationToken cancellationToken)
    {
        prompts.IsOpen = watch.Health.Quarantine is not { StuckAt: not null } && _backend.State != BackendState.Disabled;
        if (watch.Health.IsReachable && _tracker.NextQueueLook(watch.LookedAt) is { } look)
        {
            watch.LookBy(look);
        }

        _begunAt = _clock.Now;
        watch.Begin(_tracker.All.Count > 0, _poll, cancellationToken);
        prompts.Begin(cancellationToken);
    }

    private bool IsSomethingOver() => watch.IsLookOver || _tracker.All.Any(prompt => prompt.Exchange is { Outcome.IsCompleted: true });

    /// <summary>However it was learnt that they run: what becomes of them depends on it.</summary>
    private void NoteBeginnings()
    {
        foreach (var prompt in _tracker.All.Where(prompt => prompt.State == PromptState.Running))
        {
            prompt.NoteBegin(_clock.UtcNow);
        }
    }

    /// <summary>Of renders that go on. Nothing waits for it; of those that have ended it is stored with their end.</summary>
    private async Task StoreBeginningsAsync(CancellationToken cancellationToken)
    {
        foreach (var prompt in _tracker.All.Where(prompt => prompt is { State: PromptState.Running, Job.StartedAt: null }).ToList())
        {
            await prompts.StartAsync(prompt, cancellationToken);
        }
    }

    private void ReadEvents()
    {
        _tracker.Hear(parts.Server.Events.IsConnected);
        while (parts.Server.Events.TryRead(out var happened))
        {
            if (happened is ConnectionLost)
            {
                watch.NoteConnectionLost();
                _tracker.NoteClientIdChanged();
                continue;
            }

            if (happened is ClientIdChanged)
            {
                _tracker.NoteClientIdChanged();
                continue;
            }

            watch.Health.Hear();
            _tracker.NoteMove();
            // Other clients' prompts are told to everybody.
            if (_tracker.Find(happened.PromptId) is { } prompt)
            {
                prompts.Contain(prompt, () => ReadEvent(prompt, happened));
            }
        }
    }

    private void ReadEvent(TrackedPrompt prompt, RenderEvent happened)
    {
        if (happened is RenderEnded)
        {
            _tracker.NoteEnd(prompt);
            _feeder.Wake();
            return;
        }

        _tracker.NoteWork(prompt);
        switch (happened)
        {
            case RenderStarted when prompt.State == PromptState.Running:
                prompt.NoteBegin(_clock.UtcNow);
                break;
            case NodesCached cached:
                prompts.Report(prompt, cached);
                break;
            case RenderProgressed progressed:
                prompts.Report(prompt, progressed);
                break;
            case RenderPreviewed preview:
                prompts.Show(prompt, preview);
                break;
            case NodeFinished finished:
                PromptCoordinator.NoteReady(prompt, finished);
                break;
            case PictureSent sent:
                prompt.Keep(sent);
                break;
            case NodeBlocked blocked:
                prompt.BlockedBy = blocked;
                break;
            case RenderSucceeded:
                prompt.IsToldToHaveSucceeded = true;
                break;
        }
    }

    /// <summary>Applies a look at the server's queue that was answered.</summary>
    private async Task LookAtQueueAsync(CancellationToken cancellationToken)
    {
        var (queue, isBack) = await watch.HarvestAsync();
        if (queue is null)
        {
            return;
        }

        if (isBack)
        {
            await NoteBackAsync(queue, cancellationToken);
        }

        if (watch.Health.NoteQueue(queue))
        {
            Recovered(Server);
            dispatcher.Forget();
            _tracker.ForgiveSilence();
            _feeder.Wake();
        }

        _tracker.Apply(queue, watch.LookedAt);
    }

    /// <summary>It may be a new process: with other files, with no model loaded, and without our prompts.</summary>
    private async Task NoteBackAsync(PromptQueue queue, CancellationToken cancellationToken)
    {
        if (!watch.Health.WasAbsent)
        {
            if (_clock.Now < _nextReturn)
            {
                return;
            }

            _nextReturn = _clock.Now + BetweenReturns;
        }

        dispatcher.Forget();
        prompts.ForgetPictures();
        _tracker.ForgiveTrouble();
        _feeder.Wake();
        var unknown = queue.Running.Concat(queue.Pending).Where(id => _tracker.Find(id) is null).ToList();
        if (unknown.Count == 0)
        {
            return;
        }

        // Prompts whose attempts were closed while the server was away are given up there, too.
        foreach (var id in await parts.Jobs.ClosedAmongAsync(unknown, cancellationToken))
        {
            Swept(id, Server);
            watch.Order(token => parts.Server.CancelAsync(id, token), cancellationToken);
        }
    }

    private async Task LookAtServersAsync(CancellationToken cancellationToken)
    {
        if (_mayHaveChanged)
        {
            var isSignaled = _clock.Now < _nextLookAtServers;
            (_mayHaveChanged, _nextLookAtServers) = (false, _clock.Now + _poll);
            var all = isSignaled
                ? await parts.Directory.ListNowAsync(cancellationToken)
                : await parts.Directory.ListAsync(cancellationToken);
            var mine = all.FirstOrDefault(backend => backend.Name == Server);
            if (mine is null || mine.Url != _backend.Url || mine.Headers != _backend.Headers)
            {
                _isOver = true;
                return;
            }

            _backend = mine;
            await LookAtPeersAsync(all, cancellationToken);
        }

        if (_backend.State == BackendState.Removing && _tracker.All.Count == 0)
        {
            await parts.Leases.RemoveServerAsync(parts.Lease, cancellationToken);
            _isOver = true;
        }
    }

    private async Task LookAtPeersAsync(IReadOnlyList<Backend> all, CancellationToken cancellationToken)
    {
        var others = PeerServers.Of(all, Server, parts.Directory.Now);
        var needsCounts = others.Any(other => other.Weight > _backend.Weight) || (watch.IsBusyForOthers && others.Count > 0);
        var counts = needsCounts ? await parts.Loads.CountByServerAsync(cancellationToken) : PeerServers.None.InFlight;
        _peers = new(others, counts, _backend.Weight) { Servers = parts.Servers };
        prompts.Peers = _peers;
    }

    private async Task DispatchAsync(CancellationToken cancellationToken)
    {
        if (_mayHaveCancels)
        {
            _mayHaveCancels = false;
            await CancelUnwantedAsync(cancellationToken);
        }

        await _feeder.FeedAsync(_backend, _peers, cancellationToken);
    }

    private async Task CancelUnwantedAsync(CancellationToken cancellationToken)
    {
        if (_tracker.All.Count == 0)
        {
            return;
        }

        foreach (var attemptId in await parts.Jobs.CancelingAsync(Server, cancellationToken))
        {
            if (_tracker.Find(attemptId) is { CancelWantedAt: null } prompt)
            {
                prompt.CancelWantedAt = _clock.Now;
                prompt.NextLook = prompt.State == PromptState.Unsent ? _clock.Now : prompt.NextLook;
            }
        }
    }

    private void NoteEnd(TrackedPrompt prompt, RenderFault? fault)
    {
        _feeder.Wake();
        if (fault is null)
        {
            if (watch.Health.NoteSuccess())
            {
                Recovered(Server);
            }

            return;
        }

        if (fault.Code is FaultCodes.MissingModel or FaultCodes.MissingNode or FaultCodes.Validation)
        {
            // What is known of the server is out of date.
            dispatcher.Forget();
        }

        if (watch.Health.NoteFailure(prompt.JobId, fault, _peers))
        {
            FailsAll(Server, watch.Health.Quarantine!.Reason);
        }
    }

    /// <summary>Trouble of the lane itself, which does not keep the server from getting jobs.</summary>
    private string? OwnTrouble()
    {
        var patience = TimeSpan.FromSeconds(parts.Options.StallSeconds) + TimeSpan.FromSeconds(60);
        return !_tracker.HasRoom(_backend.Depth) && _clock.Now - _tracker.LastClosed > patience &&
            _tracker.All.All(prompt => prompt.State is PromptState.Left or PromptState.Unsent)
            ? $"All its places are taken by jobs that can be neither sent nor fetched; none was closed for {patience.TotalMinutes:0} " +
                $"minutes."
            : parts.RestartTrouble;
    }

    private TimeSpan NextTurnIn()
    {
        var longest = _clock.Now + (_poll < LongestWait ? _poll : LongestWait);
        // What was due when the lane last began something and could not be begun waits for something that signals.
        var due = _tracker.All.Where(prompt => prompt.Exchange is null).Select(prompt => prompt.NextLook).OfType<TimeSpan>()
            .Append(watch.NextLook).Concat(_feeder.Due).Where(time => time > _begunAt).Append(longest).Min();
        var wait = due - _clock.Now;
        return wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1);
    }

    private async Task EndAsync()
    {
        foreach (var prompt in _tracker.All)
        {
            prompts.DropProgress(prompt);
        }

        await Task.WhenAll(watch.EndAsync(), prompts.EndAsync()).WaitAsync(PatienceAtTheEnd, parts.Time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(LogLevel.Information, "Job {JobId}: attempt {AttemptId} is taken up again at {Server}")]
    private partial void Adopted(Guid jobId, Guid attemptId, string server);

    [LoggerMessage(LogLevel.Information, "Attempt {AttemptId} was closed while {Server} was away; its prompt is canceled there")]
    private partial void Swept(Guid attemptId, string server);

    [LoggerMessage(LogLevel.Error, "ComfyUI server {Server} is in quarantine: {Reason}")]
    private partial void FailsAll(string server, string reason);

    [LoggerMessage(LogLevel.Information, "ComfyUI server {Server} works again and gets jobs")]
    private partial void Recovered(string server);
}
