using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering.LaneRun;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Application.Rendering.Lanes;

/// <summary>
/// What a lane holds of its server: whether it answers, and whether it may get jobs. Whether it answers is decided by one
/// question alone, the look at its queue; whatever else goes wrong is the trouble of what was asked about.
/// </summary>
internal sealed class ServerHealth(LaneClock clock, TimeSpan awayPatience)
{
    /// <summary>A port that nobody listens at may be opened again by a restart that is under way: so many refusals are a death.</summary>
    private const int RefusalsOfTheDead = 3;

    /// <summary>So many different jobs in a row that fail here, while others succeed elsewhere, are the server's fault.</summary>
    private const int FailuresOfTheBroken = 3;

    /// <summary>While nobody else could take its jobs they are left to a server that does not answer for so many times as long.</summary>
    private const int PatienceWithoutOthers = 10;

    /// <summary>
    /// Longer than a server's loop stands still while it saves a large picture, and soon enough to be told within ten seconds.
    /// </summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(6);

    private readonly Backoff _retries = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(5));
    private readonly Backoff _trials = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));
    private readonly HashSet<Guid> _failedInARow = [];

    private bool _answered;
    private TimeSpan _answeredAt = clock.Now;

    /// <summary>When it was asked for its queue and has not answered yet.</summary>
    private TimeSpan? _askedAt;

    /// <summary>An exchange was not answered, and it was not asked for its queue since.</summary>
    private bool _isSuspected;
    private bool _wasAbsent = true;
    private string? _reason;
    private int _refusals;
    private DateTimeOffset _failingSince;

    /// <summary>When it was last heard of.</summary>
    public TimeSpan LastHeard { get; private set; } = clock.Now;

    /// <summary>When contact was last lost; before that time nothing is known of what it had.</summary>
    public TimeSpan? LostContactAt { get; private set; }

    /// <summary>Whether it answers.</summary>
    public bool IsReachable => _answered && !IsSilent;

    /// <summary>Whether it was asked for its queue, and nothing was heard of it for long since.</summary>
    private bool IsSilent => _askedAt is { } asked && clock.Now - (asked > LastHeard ? asked : LastHeard) >= Silence;

    /// <summary>Why it gets no jobs although it answers; null while it gets some.</summary>
    public Quarantine? Quarantine { get; private set; }

    /// <summary>Whether it may get a job now. A server that failed gets one at a time, for a trial.</summary>
    public bool TakesJobs(bool isEmpty) =>
        IsReachable && !_isSuspected && (Quarantine is null || (Quarantine.NextTrial is { } trial && isEmpty && clock.Now >= trial));

    /// <summary>What is wrong with it, in a sentence; null when nothing is.</summary>
    public string? Trouble => !IsReachable && (_reason is not null || IsSilent)
        ? $"It does not answer: {_reason ?? $"nothing was heard of it for {Silence.TotalSeconds:0} s"}."
        : Quarantine?.Reason;

    /// <summary>Whether nothing listens at its address any more.</summary>
    public bool IsDead => _refusals >= RefusalsOfTheDead;

    /// <summary>Whether its jobs are given to others: it is dead, or did not answer for too long.</summary>
    public bool HasLostItsJobs(bool hasOthers)
    {
        var patience = hasOthers ? awayPatience : awayPatience * PatienceWithoutOthers;
        return (hasOthers && IsDead) || (!IsReachable && clock.Now - _answeredAt >= patience);
    }

    /// <summary>How long to wait before the next try after one that failed.</summary>
    public TimeSpan RetryIn { get; private set; }

    public void NoteAsked() => _askedAt = clock.Now;

    /// <summary>Time passed in which the lane could not listen.</summary>
    public void ForgiveSilence() => (LastHeard, _answeredAt, _askedAt) = (clock.Now, clock.Now, _askedAt is null ? null : clock.Now);

    /// <summary>What a run before this one sent may have been lost with the server: nobody watched.</summary>
    public void NoteAdoption() => LostContactAt = clock.Now;

    /// <summary>Whether it failed to answer before it answered last, and not only its connection for events broke.</summary>
    public bool WasAbsent { get; private set; } = true;

    public void Hear() => LastHeard = clock.Now;

    /// <summary>Something was not answered: it gets nothing more until it is known whether it is away.</summary>
    public void Suspect() => _isSuspected = true;

    /// <returns>Whether it did not answer before.</returns>
    public bool NoteAnswer()
    {
        var isBack = !_answered;
        (WasAbsent, _wasAbsent, _answeredAt) = (_wasAbsent, false, clock.Now);
        (_answered, _isSuspected, _askedAt, _reason, _refusals, LastHeard) = (true, false, null, null, 0, clock.Now);
        _retries.Reset();
        return isBack;
    }

    /// <returns>Whether it answered before.</returns>
    public bool NoteAbsence(RenderServerUnavailableException exception)
    {
        var answered = _answered;
        _wasAbsent = true;
        _refusals = exception.IsGone ? _refusals + 1 : 0;
        (_answered, _isSuspected, _askedAt, _reason, RetryIn) = (false, false, null, exception.Message, _retries.Next());
        LostContactAt = clock.Now;
        return answered;
    }

    /// <summary>The connection for events broke: it may have died, and is asked at once.</summary>
    public void NoteConnectionLost() => (LostContactAt, RetryIn, _answered) = (clock.Now, TimeSpan.Zero, false);

    /// <summary>A render ended well.</summary>
    /// <returns>Whether that ended a quarantine.</returns>
    public bool NoteSuccess()
    {
        _failedInARow.Clear();
        _trials.Reset();
        var wasFailing = Quarantine is { NextTrial: not null };
        Quarantine = wasFailing ? null : Quarantine;
        return wasFailing;
    }

    /// <summary>A job failed here, by a fault that may be the server's.</summary>
    /// <returns>Whether the server gets no more jobs because of it.</returns>
    public bool NoteFailure(Guid jobId, RenderFault fault, PeerServers peers)
    {
        if (fault.Code is not (FaultCodes.NodeError or FaultCodes.NotTaken or FaultCodes.ResultUnreadable or FaultCodes.OutOfMemory))
        {
            return false;
        }

        _failingSince = _failedInARow.Count == 0 ? clock.UtcNow : _failingSince;
        _failedInARow.Add(jobId);
        var isOnTrial = Quarantine is { NextTrial: not null };
        if (!isOnTrial && (_failedInARow.Count < FailuresOfTheBroken || !peers.SucceededSince(_failingSince)))
        {
            return false;
        }

        var pause = _trials.Next();
        Quarantine = new(
            $"{_failedInARow.Count} jobs in a row failed there while other servers succeeded, the last one by {fault.Code}; the next " +
            $"trial is in {pause.TotalSeconds:0} s.")
        {
            NextTrial = clock.Now + pause,
        };
        return true;
    }

    /// <summary>Nothing moves there: it gets nothing until something does.</summary>
    /// <param name="reason">For the operator.</param>
    /// <param name="running">The prompts at work now.</param>
    public void NoteStall(string reason, IReadOnlyList<Guid> running) => Quarantine = new(reason) { StuckAt = running };

    /// <summary>It is well again when its queue is empty, or another prompt is at work than before.</summary>
    /// <returns>Whether that ended a quarantine.</returns>
    public bool NoteQueue(PromptQueue queue)
    {
        if (Quarantine is not { StuckAt: { } stuck } || (queue.Count > 0 && !queue.Running.Except(stuck).Any()))
        {
            return false;
        }

        Quarantine = null;
        return true;
    }
}

/// <summary>A server that answers gets no jobs.</summary>
/// <param name="Reason">Why, for the operator.</param>
internal sealed record Quarantine(string Reason)
{
    /// <summary>When it gets one job to show that it is well; null when it ends as soon as something moves.</summary>
    public TimeSpan? NextTrial { get; init; }

    /// <summary>The prompts that were at work when everything stood still; null when it failed jobs instead.</summary>
    public IReadOnlyList<Guid>? StuckAt { get; init; }
}
