using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Rendering.Lanes;

/// <summary>
/// Asks the server for its queue again and again, beside the lane's loop, follows its events, and tells everybody through
/// the server's row how it is doing.
/// </summary>
internal sealed partial class ServerWatch(LaneParts parts, ServerHealth health, ILogger<ServerWatch> log)
{
    /// <summary>How often a server is asked that has nothing of ours.</summary>
    private static readonly TimeSpan WhenIdle = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan FollowAgain = TimeSpan.FromSeconds(5);

    private readonly List<Task> _orders = [];
    private Task<PromptQueue>? _look;
    private Task _following = Task.CompletedTask;
    private TimeSpan _followedAt;
    private TimeSpan _begunAt = -BetweenLooks;
    private BackendReport? _reported;

    /// <summary>Whether a look was answered, or failed, and was not harvested yet.</summary>
    public bool IsLookOver => _look is { IsCompleted: true };

    /// <summary>When the newest look that was answered began.</summary>
    public TimeSpan LookedAt { get; private set; } = TimeSpan.MinValue;

    public ServerHealth Health { get; } = health;

    /// <summary>When the next look is due; never so soon after the last one that the server has nothing else to do.</summary>
    public TimeSpan NextLook
    {
        get;
        private set => field = value > _begunAt + BetweenLooks ? value : _begunAt + BetweenLooks;
    }

    /// <summary>The prompts of others that the server had at the last look.</summary>
    public int ForeignPrompts { get; private set; }

    /// <summary>Whether others' prompts are at work there.</summary>
    public bool IsBusyForOthers { get; private set; }

    /// <summary>A look is wanted no later than that.</summary>
    public void LookBy(TimeSpan time) => NextLook = time < NextLook ? time : NextLook;

    /// <summary>Begins what is due.</summary>
    public void Begin(bool hasPrompts, TimeSpan poll, CancellationToken cancellationToken)
    {
        Follow(cancellationToken);
        if (hasPrompts)
        {
            LookBy(_begunAt + poll);
        }

        if (_look is null && NextLook <= parts.Clock.Now)
        {
            _begunAt = parts.Clock.Now;
            Health.NoteAsked();
            NextLook = _begunAt + (hasPrompts || poll > WhenIdle ? poll : WhenIdle);
            _look = parts.Signals.Begin(() => parts.Server.ReadQueueAsync(cancellationToken));
        }
    }

    /// <summary>The server's queue, if a look was answered since; and whether it did not answer before.</summary>
    public async Task<(PromptQueue? Queue, bool IsBack)> HarvestAsync()
    {
        if (_look is not { IsCompleted: true } look)
        {
            return (null, false);
        }

        _look = null;
        try
        {
            var queue = await look;
            LookedAt = _begunAt;
            CountForeign(queue);
            return (queue, NoteAnswer());
        }
        catch (RenderServerUnavailableException exception)
        {
            NoteAbsence(exception);
            return (null, false);
        }
    }

    /// <summary>An exchange about a prompt was not answered: is the server away?</summary>
    public void Suspect()
    {
        Health.Suspect();
        if (Health.IsReachable)
        {
            LookBy(parts.Clock.Now);
        }
    }

    /// <summary>The connection for events broke.</summary>
    public void NoteConnectionLost()
    {
        Health.NoteConnectionLost();
        NextLook = parts.Clock.Now;
    }

    /// <summary>Asks the server for something beside the loop whose answer nothing depends on.</summary>
    public void Order(Func<CancellationToken, Task> order, CancellationToken cancellationToken)
    {
        _orders.RemoveAll(one => one.IsCompleted);
        _orders.Add(OrderAsync(order, cancellationToken));
    }

    /// <summary>Tells how the server is doing, when that changed.</summary>
    public async Task ReportAsync(string? laneTrouble, CancellationToken cancellationToken)
    {
        var trouble = Health.Trouble;
        if (LookedAt == TimeSpan.MinValue && trouble is null)
        {
            // Nothing is known yet: what the run before said stands.
            return;
        }

        var report = new BackendReport(trouble ?? laneTrouble ?? parts.Server.Events.Trouble, trouble is null, ForeignPrompts);
        if (_reported != report)
        {
            await parts.Leases.ReportAsync(parts.Lease, report, cancellationToken);
            _reported = report;
        }
    }

    /// <summary>When the run is over, until everything that it began is.</summary>
    public Task EndAsync() => Task.WhenAll([_following, _look ?? Task.CompletedTask, .. _orders]);

    private async Task OrderAsync(Func<CancellationToken, Task> order, CancellationToken cancellationToken)
    {
        try
        {
            await order(cancellationToken);
        }
        catch (Exception exception) when (exception is RenderServerUnavailableException or RenderAnswerException)
        {
            OrderFailed(parts.Server.Name, exception.Message);
        }
    }

    /// <summary>The following ends only when it is canceled; should it end otherwise, it is begun again.</summary>
    private void Follow(CancellationToken cancellationToken)
    {
        if (_following.IsCompleted && (_followedAt == TimeSpan.Zero || parts.Clock.Now - _followedAt >= FollowAgain))
        {
            if (_following.IsFaulted)
            {
                FollowingEnded(parts.Server.Name, _following.Exception.GetBaseException());
            }

            _followedAt = parts.Clock.Now;
            _following = parts.Server.Events.FollowAsync(cancellationToken);
        }
    }

    private bool NoteAnswer()
    {
        var isBack = Health.NoteAnswer();
        if (isBack)
        {
            parts.Server.Events.Reconnect();
            Available(parts.Server.Name);
        }

        return isBack;
    }

    private void NoteAbsence(RenderServerUnavailableException exception)
    {
        if (Health.NoteAbsence(exception))
        {
            Unavailable(parts.Server.Name, exception.Message);
        }

        NextLook = parts.Clock.Now + Health.RetryIn;
    }

    private void CountForeign(PromptQueue queue)
    {
        var ownRunning = queue.Running.Count(id => parts.Tracker.Find(id) is not null);
        var ownPending = queue.Pending.Count(id => parts.Tracker.Find(id) is not null);
        IsBusyForOthers = queue.RunningCount > ownRunning;
        ForeignPrompts = queue.Count - ownRunning - ownPending;
    }

    [LoggerMessage(LogLevel.Warning, "ComfyUI server {Server} does not answer; jobs wait until it does or go to another one: {Reason}")]
    private partial void Unavailable(string server, string reason);

    [LoggerMessage(LogLevel.Information, "ComfyUI server {Server} answers")]
    private partial void Available(string server);

    [LoggerMessage(LogLevel.Error, "Following the events of {Server} ended; it is begun again")]
    private partial void FollowingEnded(string server, Exception exception);

    [LoggerMessage(LogLevel.Information, "ComfyUI server {Server} did not take an order: {Reason}")]
    private partial void OrderFailed(string server, string reason);
}
