using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Domain;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Lanes;

/// <summary>
/// Keeps one ComfyUI server busy: takes over what is open there, feeds it the next jobs, follows its events and settles
/// what has ended while the next prompt renders. Whatever goes wrong with the database ends the run; the next one finds
/// everything out again from the rows and the server.
/// </summary>
internal sealed partial class Lane(
    IRenderServer server,
    IImageJobs jobs,
    Settlement settlement,
    ILiveBoard board,
    IWakeups wakeups,
    TimeProvider clock,
    GenerationOptions options,
    ILogger<Lane> log)
{
    /// <summary>Ended renders that are fetched at the same time; while so many are, nothing new is fed.</summary>
    private const int MaxSettling = 4;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _poll = TimeSpan.FromSeconds(options.PollSeconds);
    private readonly Dictionary<Guid, Render> _renders = [];

    /// <summary>Nothing is claimed for a server that was not heard of.</summary>
    private bool _isReachable;

    /// <summary>Grows while the server is away; null while it is not.</summary>
    private TimeSpan? _retryIn;

    /// <summary>Whether to ask the database for jobs to feed and to cancel; a progress tick is no reason to.</summary>
    private bool _mayHaveWork = true;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var bell = wakeups.Listen(Topics.Lanes, Topics.Server(server.Name));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = server.FollowAsync(stop.Token);
        try
        {
            await AdoptAsync(cancellationToken);
            while (true)
            {
                var rung = await bell.WaitAsync(await TryTurnAsync(cancellationToken), cancellationToken);
                _mayHaveWork |= rung.Count == 0 || rung.Contains(Topics.Lanes);
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
            _renders.Add(job.OpenAttemptId!.Value, new(job, clock.GetUtcNow()));
            Adopted(job.Id, job.OpenAttemptId!.Value, server.Name);
        }
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
            _isReachable = false;
            if (_retryIn is null)
            {
                Unavailable(server.Name, exception.Message);
            }

            var wait = _retryIn ?? FirstRetry;
            _retryIn = wait * 2 < LongestRetry ? wait * 2 : LongestRetry;
            return wait;
        }
    }

    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        if (!_isReachable)
        {
            await server.ProbeAsync(cancellationToken);
            _isReachable = true;
            if (_retryIn is not null)
            {
                Available(server.Name);
                _retryIn = null;
            }
        }

        await ReadEventsAsync(cancellationToken);
        await HarvestAsync();
        if (_mayHaveWork)
        {
            await CancelUnwantedAsync(cancellationToken);
            await FeedAsync(cancellationToken);
            _mayHaveWork = false;
        }

        SettleWhatIsDue(cancellationToken);
    }

    private async Task ReadEventsAsync(CancellationToken cancellationToken)
    {
        while (server.TryReadEvent(out var happened))
        {
            // Other clients' prompts are told to everybody.
            if (!_renders.TryGetValue(happened.PromptId, out var render))
            {
                continue;
            }

            switch (happened)
            {
                case RenderStarted:
                    await settlement.StartAsync(render, cancellationToken);
                    break;
                case NodesCached cached:
                    board.Report(render.JobId, render.Cached(cached.Count));
                    break;
                case RenderProgressed progressed:
                    board.Report(render.JobId, render.Progress(progressed.NodesDone, progressed.CurrentNode, progressed.Step, progressed.Steps));
                    break;
                case RenderEnded:
                    render.HasEnded = _mayHaveWork = true;
                    render.NextLook = clock.GetUtcNow();
                    break;
            }
        }
    }

    private async Task HarvestAsync()
    {
        foreach (var render in _renders.Values.Where(render => render.Settling is { IsCompleted: true }).ToList())
        {
            var settling = render.Settling!;
            render.Settling = null;
            if (await settling)
            {
                _renders.Remove(render.AttemptId);
                // Events that were told before the end may have been read after it.
                board.Forget(render.JobId);
                _mayHaveWork = true;
            }
        }
    }

    private async Task CancelUnwantedAsync(CancellationToken cancellationToken)
    {
        if (_renders.Count == 0)
        {
            return;
        }

        foreach (var attemptId in await jobs.CancelingAsync(server.Name, cancellationToken))
        {
            if (_renders.TryGetValue(attemptId, out var render) && !render.IsCancelSent)
            {
                await server.CancelAsync(attemptId, cancellationToken);
                render.IsCancelSent = true;
                render.NextLook = clock.GetUtcNow();
            }
        }
    }

    private async Task FeedAsync(CancellationToken cancellationToken)
    {
        while (_renders.Values.Count(render => !render.HasEnded) < server.Depth && _renders.Count < server.Depth + MaxSettling)
        {
            if (await jobs.ClaimNextAsync(server.Name, cancellationToken) is not { } job)
            {
                return;
            }

            // Remembered before it is sent: when the answer is unclear, the prompt is looked up instead of sent again.
            var render = new Render(job, clock.GetUtcNow() + _poll);
            _renders.Add(render.AttemptId, render);
            if (await SubmitAsync(render, job.Graph!, cancellationToken) is { } refusal)
            {
                await settlement.FailAsync(render, refusal, cancellationToken);
                _renders.Remove(render.AttemptId);
            }
        }
    }

    private async Task<RenderFault?> SubmitAsync(Render render, string graph, CancellationToken cancellationToken)
    {
        using var span = JobTraces.Start("submit prompt", render.JobId, render.TraceParent, server.Name);
        return await server.SubmitAsync(render.AttemptId, graph, cancellationToken);
    }

    private void SettleWhatIsDue(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var render in _renders.Values.Where(render => render.Settling is null && render.NextLook <= now))
        {
            render.NextLook = now + _poll;
            render.Settling = SettleAsync(render, cancellationToken);
        }
    }

    private async Task<bool> SettleAsync(Render render, CancellationToken cancellationToken)
    {
        try
        {
            return await settlement.SettleAsync(render, cancellationToken);
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

    [LoggerMessage(LogLevel.Warning, "ComfyUI server {Server} does not answer; jobs wait until it does: {Reason}")]
    private partial void Unavailable(string server, string reason);

    [LoggerMessage(LogLevel.Information, "ComfyUI server {Server} answers again")]
    private partial void Available(string server);
}
