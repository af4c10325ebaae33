using ArtEngine.Generation.Application.Rendering.Dispatching;
using ArtEngine.Generation.Application.Rendering.LaneRun;
using ArtEngine.Generation.Application.Rendering.Prompts;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Application.Rendering.Lanes;

/// <summary>Gives a lane's server its next prompts: as many as it holds, and no sooner than it needs them.</summary>
internal sealed class PromptFeeder(LaneParts parts, PromptCoordinator prompts, ServerWatch watch, Dispatcher dispatcher)
{
    /// <summary>While jobs come, a full server is not asked for more often whether somebody is new.</summary>
    private static readonly TimeSpan BetweenLooksForNew = TimeSpan.FromMilliseconds(100);

    /// <summary>A lane whose turn to look at the queue did not come tries again after so long.</summary>
    private static readonly TimeSpan NextTry = TimeSpan.FromMilliseconds(20);

    private readonly LaneClock _clock = parts.Clock;
    private readonly PromptTracker _tracker = parts.Tracker;
    private readonly TimeSpan _poll = TimeSpan.FromSeconds(parts.Options.PollSeconds);

    private Backend _backend = parts.Backend;
    private PeerServers _peers = PeerServers.None;
    private TimeSpan _nextLook;
    private TimeSpan _nextLookForNew;
    private TimeSpan _fedAt;

    /// <summary>Whether to ask the database for jobs to send; a progress tick is no reason to.</summary>
    private bool _mayHaveWork = true;

    /// <summary>Whether that is only because time has passed.</summary>
    private bool _isByTheClock;

    /// <summary>When it has something to do by the clock; what has passed does not count.</summary>
    public IEnumerable<TimeSpan> Due => [_nextLook, _fedAt];

    public bool IsLookDue => _clock.Now >= _nextLook;

    /// <summary>There may be jobs to send.</summary>
    public void Wake() => _mayHaveWork = true;

    /// <summary>The lane has waited.</summary>
    /// <param name="isWoken">Whether for something that may have brought jobs, and not only by the clock.</param>
    public void Note(bool isWoken)
    {
        _isByTheClock = !_mayHaveWork && !isWoken;
        _mayHaveWork |= isWoken || IsLookDue;
    }

    public async Task FeedAsync(Backend backend, PeerServers peers, CancellationToken cancellationToken)
    {
        (_backend, _peers) = (backend, peers with { MyServerIsBusy = watch.IsBusyForOthers });
        if (!_mayHaveWork || IsFedLater())
        {
            return;
        }

        (_mayHaveWork, _nextLook) = (false, _clock.Now + _poll);
        if (!MayTake(_backend.Depth))
        {
            await LookForNewAsync(cancellationToken);
            return;
        }

        if (_isByTheClock && await parts.Peek.IsEmptyAsync(cancellationToken))
        {
            return;
        }

        var since = parts.Peek.Anybody.Begun;
        var mayBeMore = true;
        while (mayBeMore && MayTake(_backend.Depth))
        {
            if (IsFedLater())
            {
                _mayHaveWork = true;
                return;
            }

            var isEmpty = _tracker.All.Count == 0;
            mayBeMore = Send(await parts.Peek.LookAsync(
                parts.Peek.Anybody, since, () => dispatcher.ClaimNextAsync(_peers, isEmpty, cancellationToken), cancellationToken));
        }
    }

    /// <summary>
    /// A server that is busy for a while yet is given its next prompt shortly before it needs it: whoever comes until then may be before
    /// all others. Where others' prompts wait, who comes late stands behind them, and is not kept back.
    /// </summary>
    private bool IsFedLater()
    {
        var busyFor = watch.ForeignPrompts == 0 && MayTake(_backend.Depth) ? _tracker.BusyFor : TimeSpan.Zero;
        if (busyFor <= TimeSpan.Zero)
        {
            return false;
        }

        _fedAt = _clock.Now + busyFor;
        if (_clock.Now >= _nextLook)
        {
            _nextLook = _clock.Now + _poll;
        }

        return true;
    }

    /// <summary>
    /// A full server takes one more if its user is new: it goes before what waits there, and is the next that the server begins. Prompts
    /// of others are not passed over.
    /// </summary>
    private async Task LookForNewAsync(CancellationToken cancellationToken)
    {
        if (_backend.Depth == 1 || !MayTake(_backend.Depth + 1) || !_tracker.CanBeOvertaken || watch.ForeignPrompts > 0)
        {
            return;
        }

        if (_clock.Now < _nextLookForNew)
        {
            _nextLook = _nextLookForNew;
            return;
        }

        _nextLookForNew = _clock.Now + BetweenLooksForNew;
        var since = parts.Peek.AnybodyNew.Begun;
        if (await parts.Peek.AnybodyNew.ReadAsync(cancellationToken) && Send(await parts.Peek.LookAsync(
                parts.Peek.AnybodyNew, since, () => dispatcher.ClaimNewAsync(_peers, cancellationToken), cancellationToken)))
        {
            _nextLook = _nextLookForNew;
        }
    }

    /// <param name="found">What a look brought; null when its turn did not come.</param>
    /// <returns>Whether there may be more to take now.</returns>
    private bool Send(Claim? found)
    {
        if (found is not { } claim)
        {
            (_mayHaveWork, _nextLook) = (true, _clock.Now + NextTry);
            return false;
        }

        if (claim.Job is { } job)
        {
            // Tracked before it is sent: when the answer is unclear, the prompt is looked up instead of sent again.
            prompts.Send(job, claim.IsOfNewTurn);
        }

        return claim.MayBeMore;
    }

    private bool MayTake(int depth) => _backend.State == BackendState.Active && watch.Health.TakesJobs(_tracker.All.Count == 0) &&
        _tracker.HasRoom(depth);
}
