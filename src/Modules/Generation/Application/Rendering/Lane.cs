using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Rendering;

/// <summary>
/// One run of a server's lane. It takes over what is open there, feeds it the next jobs, follows its events and settles
/// what has ended while the next prompt renders. Whatever goes wrong with the database ends the run, and so does another
/// run that took the lane over; the next one finds everything out again from the rows and the server.
/// </summary>
internal sealed partial class Lane(
    IRenderServer server,
    LaneLease lease,
    Backend backend,
    IImageJobs jobs,
    IBackends backends,
    Feeder feeder,
    Settlement settlement,
    InputPictures pictures,
    ILiveBoard board,
    IWakeups wakeups,
    TimeProvider clock,
    GenerationOptions options,
    ILogger<Lane> log)
{
    /// <summary>Ended renders that are fetched at the same time; while so many are, nothing new is fed.</summary>
    private const int MaxSettling = 4;

    private static readonly RenderFault TakenBack = new(FaultCodes.BackendLost, "The ComfyUI server was disabled, or stood still, before it began.");

    private static readonly TimeSpan CancelAgain = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _poll = TimeSpan.FromSeconds(options.PollSeconds);
    private readonly Dictionary<Guid, Render> _renders = [];
    private readonly NodeTimes _nodeTimes = new();

    private Backend _backend = backend;
    private Company _company;

    /// <summary>Whether to ask the database for jobs to feed and to cancel; a progress tick is no reason to.</summary>
    private bool _mayHaveWork = true;

    /// <summary>Whether the server's row may be another one now.</summary>
    private bool _mayHaveChanged = true;

    /// <summary>The server has another address now, or is to be forgotten.</summary>
    private bool _isOver;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var bell = wakeups.Listen(Topics.Lanes, Topics.Backends, Topics.Server(server.Name));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = server.FollowAsync(stop.Token);
        _lastSign = clock.GetUtcNow();
        try
        {
            await AdoptAsync(cancellationToken);
            while (true)
            {
                var wait = await TryTurnAsync(stop.Token);
                if (_isOver)
                {
                    return;
                }

                var rung = await bell.WaitAsync(wait, cancellationToken);
                _mayHaveWork |= rung.Count == 0 || rung.Contains(Topics.Lanes) || rung.Contains(Topics.Backends);
                _mayHaveChanged |= rung.Count == 0 || rung.Contains(Topics.Backends);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll([following, .. _renders.Values.Select(render => render.Settling).OfType<Task>()])
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What an earlier run left open is looked up at once: it may have ended, still run, or be lost.</summary>
    private async Task AdoptAsync(CancellationToken cancellationToken)
    {
        foreach (var job in await jobs.WithOpenAttemptAsync(server.Name, cancellationToken))
        {
            Remember(job, clock.GetUtcNow());
            Adopted(job.Id, job.OpenAttemptId!.Value, server.Name);
        }
    }

    private Render Remember(ImageJob job, DateTimeOffset nextLook)
    {
        var render = new Render(job, options, clock.GetUtcNow(), nextLook, _nodeTimes.Of(Render.WorkflowOf(job)));
        _renders.Add(render.AttemptId, render);
        return render;
    }

    /// <returns>How long to wait for the next turn unless something happens.</returns>
    private async Task<TimeSpan> TryTurnAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TurnAsync(cancellationToken);
            return NextLookIn();
        }
        catch (RenderServerUnavailableException exception)
        {
            return await NoteAbsenceAsync(exception, cancellationToken);
        }
    }

    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        await ReadEventsAsync(cancellationToken);
        await HarvestAsync();
        await LookAtBackendsAsync(cancellationToken);
        if (_isOver)
        {
            return;
        }

        await DemandReachableAsync(cancellationToken);
        await WatchAsync(cancellationToken);
        // What has ended is fetched while the next is sent.
        SettleWhatIsDue(cancellationToken);
        if (_mayHaveWork)
        {
            _mayHaveWork = false;
            await CancelUnwantedAsync(cancellationToken);
            await TakeBackAsync(cancellationToken);
            await FeedAsync(cancellationToken);
        }

        SettleWhatIsDue(cancellationToken);
    }

    private async Task ReadEventsAsync(CancellationToken cancellationToken)
    {
        while (server.TryReadEvent(out var happened))
        {
            _lastSign = clock.GetUtcNow();
            if (happened is ConnectionLost)
            {
                _isReachable = false;
            }

            // Other clients' prompts are told to everybody.
            if (_renders.TryGetValue(happened.PromptId, out var render))
            {
                render.LastSign = _lastSign;
                await ReadEventAsync(render, happened, cancellationToken);
            }
        }
    }

    private async Task ReadEventAsync(Render render, RenderEvent happened, CancellationToken cancellationToken)
    {
        switch (happened)
        {
            // A look-up that is under way finds it out itself.
            case RenderStarted when render.Settling is null:
                await settlement.StartAsync(render, cancellationToken);
                break;
            case NodesCached cached:
                board.Report(render.JobId, render.Cached(cached, clock.GetUtcNow()));
                break;
            case RenderProgressed progressed:
                board.Report(render.JobId, render.Progress(progressed, clock.GetUtcNow()));
                break;
            case RenderPreviewed preview:
                board.Show(new(
                    render.JobId, render.UserId, preview.Node, preview.Step, preview.Steps, preview.ContentType, preview.Image));
                break;
            case NodeFinished finished:
                foreach (var file in finished.Files.Where(file => file.IsKept))
                {
                    render.Ready.Enqueue(file);
                }

                break;
            case RenderEnded:
                _nodeTimes.Learn(render.Workflow, render.Measured);
                render.HasEnded = _mayHaveWork = true;
                render.NextLook = clock.GetUtcNow();
                break;
        }
    }

    private async Task HarvestAsync()
    {
        foreach (var render in _renders.Values.Where(render => render.Settling is { IsCompleted: true }).ToList())
        {
            var settling = render.Settling!;
            render.Settling = null;
            if (render.HasMoved)
            {
                (render.HasMoved, render.LastSign) = (false, clock.GetUtcNow());
            }

            switch (await settling)
            {
                case Settled.Closed:
                    Forget(render);
                    break;
                case Settled.ServerAway:
                    _isReachable = false;
                    break;
            }
        }
    }

    private void Forget(Render render)
    {
        _renders.Remove(render.AttemptId);
        // Events that were told before the end may have been read after it.
        board.Forget(render.JobId);
        _mayHaveWork = true;
    }

    private async Task LookAtBackendsAsync(CancellationToken cancellationToken)
    {
        if (_mayHaveChanged)
        {
            _mayHaveChanged = false;
            var all = await backends.ListAsync(cancellationToken);
            var now = clock.GetUtcNow();
            var others = all.Where(other => other.Name != server.Name && other.State == BackendState.Active && other.IsWell(now)).ToList();
            var mine = all.FirstOrDefault(backend => backend.Name == server.Name);
            if (mine is null || mine.Url != _backend.Url || mine.Headers != _backend.Headers)
            {
                _isOver = true;
                return;
            }

            _backend = mine;
            _company = new(others.Count > 0, await HasHeavierWithRoomAsync(others, cancellationToken));
        }

        if (_backend.State == BackendState.Removing && _renders.Count == 0)
        {
            await backends.RemoveAsync(lease, cancellationToken);
            _isOver = true;
        }
    }

    private async Task<bool> HasHeavierWithRoomAsync(IReadOnlyList<Backend> others, CancellationToken cancellationToken)
    {
        var heavier = others.Where(other => other.Weight > _backend.Weight).ToList();
        if (heavier.Count == 0)
        {
            return false;
        }

        var counts = await jobs.CountByServerAsync(cancellationToken);
        return heavier.Exists(other => counts.GetValueOrDefault(other.Name) < other.Depth);
    }

    private async Task CancelUnwantedAsync(CancellationToken cancellationToken)
    {
        if (_renders.Count == 0)
        {
            return;
        }

        var now = clock.GetUtcNow();
        foreach (var attemptId in await jobs.CancelingAsync(server.Name, cancellationToken))
        {
            if (_renders.TryGetValue(attemptId, out var render) && !(now - render.CancelSentAt < CancelAgain))
            {
                await server.CancelAsync(attemptId, cancellationToken);
                render.CancelSentAt = render.NextLook = now;
            }
        }
    }

    /// <summary>From a disabled server what does not render yet.</summary>
    private async Task TakeBackAsync(CancellationToken cancellationToken)
    {
        if (_backend.State != BackendState.Disabled)
        {
            return;
        }

        foreach (var render in _renders.Values.Where(render => render is { StartedAt: null, HasEnded: false, Settling: null }).ToList())
        {
            await server.CancelAsync(render.AttemptId, cancellationToken);
            await GiveUpAsync([render], TakenBack, cancellationToken);
        }
    }

    private async Task FeedAsync(CancellationToken cancellationToken)
    {
        var mayBeMore = true;
        while (mayBeMore && _backend.State == BackendState.Active && _quarantine is null && HasRoom())
        {
            (var claimed, mayBeMore) = await feeder.ClaimNextAsync(_company, cancellationToken);
            if (claimed is not { } job)
            {
                return;
            }

            // Remembered before it is sent: when the answer is unclear, the prompt is looked up instead of sent again.
            var render = Remember(job, clock.GetUtcNow() + _poll);
            if (job.HasPictures)
            {
                (render.IsUnsent, render.NextLook) = (true, clock.GetUtcNow());
                continue;
            }

            if (await SubmitAsync(render, job.Graph!, cancellationToken) is { } refusal)
            {
                await settlement.FailAsync(render, refusal, cancellationToken);
                _renders.Remove(render.AttemptId);
            }
        }
    }

    private bool HasRoom() =>
        _renders.Values.Count(render => !render.HasEnded) < _backend.Depth && _renders.Count < _backend.Depth + MaxSettling;

    private async Task<RenderFault?> SubmitAsync(Render render, string graph, CancellationToken cancellationToken)
    {
        using var span = JobTraces.Start("submit prompt", render.JobId, render.TraceParent, server.Name);
        await FreshenLeaseAsync(cancellationToken);
        return await server.SubmitAsync(render.AttemptId, graph, lease, cancellationToken);
    }

    private Task FreshenLeaseAsync(CancellationToken cancellationToken) =>
        lease.IsFresh ? Task.CompletedTask : backends.RenewAsync(lease, cancellationToken);

    private void SettleWhatIsDue(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var render in _renders.Values.Where(render => render.Settling is null))
        {
            if (render.NextLook <= now)
            {
                render.NextLook = now + _poll;
                render.Settling = RingAfterAsync(
                    render is { IsUnsent: true, CancelSentAt: null }
                        ? SendAsync(render, cancellationToken)
                        : settlement.SettleAsync(render, cancellationToken));
            }
            else if (!render.Ready.IsEmpty && render.StoringFailsSince is null)
            {
                render.Settling = RingAfterAsync(settlement.KeepReadyAsync(render, cancellationToken));
            }
        }
    }

    private async Task<Settled> RingAfterAsync(Task<Settled> settling)
    {
        try
        {
            return await settling;
        }
        finally
        {
            wakeups.RingHere(Topics.Server(server.Name));
        }
    }

    private TimeSpan NextLookIn()
    {
        var soonest = _renders.Values.Where(render => render.Settling is null).Select(render => render.NextLook).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        var wait = soonest == DateTimeOffset.MaxValue ? _poll : soonest - clock.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < _poll ? wait : _poll;
    }

    [LoggerMessage(LogLevel.Information, "Job {JobId}: attempt {AttemptId} is taken up again at {Server}")]
    private partial void Adopted(Guid jobId, Guid attemptId, string server);
}
