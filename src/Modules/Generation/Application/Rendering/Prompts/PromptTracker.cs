using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering.LaneRun;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>
/// Everything that a lane knows of the prompts at its server; all of it can be found out again. It changes only from the
/// lane's loop: by events, by looks at the server's queue, and by the outcomes of exchanges.
/// </summary>
internal sealed class PromptTracker(PromptLimits limits, LaneClock clock)
{
    /// <summary>The queue and the history are read one after the other, and a history may lag: one look is no proof of a loss.</summary>
    public const int LooksBeforeLost = 3;

    /// <summary>So often the server may answer uselessly about a prompt or its files.</summary>
    public const int MaxTries = 8;

    /// <summary>A file that is not there at once may come a moment later, and hardly afterwards.</summary>
    private const int TriesForAMissingFile = 3;

    /// <summary>Ended prompts that are fetched at the same time; while so many are, nothing new is sent.</summary>
    private const int MaxFetching = 4;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(300);

    /// <summary>In the order in which they were claimed, which is that in which they are sent.</summary>
    private readonly OrderedDictionary<Guid, TrackedPrompt> _prompts = [];
    private readonly NodeDurations _durations = new();
    private bool _isConnected;

    /// <summary>Counts the client ids under which prompts were sent.</summary>
    private int _clientIdNumber;
    private readonly FeedAhead _ahead = new();

    public IReadOnlyCollection<TrackedPrompt> All => _prompts.Values;

    public int MaxAttempts => limits.MaxAttempts;

    /// <summary>When an attempt was closed last.</summary>
    public TimeSpan LastClosed { get; private set; } = clock.Now;

    public TrackedPrompt? Find(Guid promptId) => _prompts.GetValueOrDefault(promptId);

    /// <summary>A prompt that an earlier run sent, or may have sent.</summary>
    public void Adopt(ImageJob job) => Track(new(job, PromptState.Unconfirmed, limits, DurationsOf(job), clock.Now));

    /// <summary>A prompt that is to be sent at once.</summary>
    /// <param name="job">The job, which was just claimed.</param>
    /// <param name="isOfNewTurn">Whether its user is new.</param>
    /// <param name="mayGoFirst">Whether it may go before what waits at the server, as it does if its user is new and no other's is.</param>
    public void Track(ImageJob job, bool isOfNewTurn, bool mayGoFirst) => Track(
        new(job, PromptState.Unsent, limits, DurationsOf(job), clock.Now)
        {
            IsOfNewTurn = isOfNewTurn,
            GoesFirst = isOfNewTurn && mayGoFirst && CanBeOvertaken,
            NextLook = clock.Now,
        });

    private void Track(TrackedPrompt prompt) => _prompts.Add(prompt.AttemptId, prompt);

    private IReadOnlyDictionary<string, double>? DurationsOf(ImageJob job) => _durations.Of(PromptProgress.WorkflowOf(job));

    public void Forget(TrackedPrompt prompt)
    {
        prompt.Enter(PromptState.Closed, clock.Now);
        prompt.Exchange?.Abandon();
        _prompts.Remove(prompt.AttemptId);
        LastClosed = clock.Now;
    }

    /// <summary>Whether the server may get another prompt. A suspect has it for itself.</summary>
    public bool HasRoom(int depth) => !_prompts.Values.Any(prompt => prompt.Job.IsSuspect) &&
        _prompts.Values.Count(prompt => prompt.TakesPlace) < depth && _prompts.Count < depth + MaxFetching;

    /// <summary>
    /// How long the server need not be given anything more, since what it has keeps it busy; zero or less when it is to be given it now.
    /// </summary>
    public TimeSpan BusyFor => _prompts.Values.Aggregate(
        TimeSpan.Zero, (busy, prompt) => busy + prompt.Occupies(clock.Now), busy => busy - _ahead.Time);

    /// <summary>Whether prompts wait at the server, and none of them because its user is new.</summary>
    public bool CanBeOvertaken => _prompts.Values.Any(prompt => prompt.State == PromptState.Waiting) &&
        !_prompts.Values.Any(prompt => prompt is
        {
            IsOfNewTurn: true, State: PromptState.Unsent or PromptState.Unconfirmed or PromptState.Waiting,
        });

    /// <summary>Time passed in which the lane could not watch: nothing that happened meanwhile was heard.</summary>
    public void ForgiveSilence()
    {
        foreach (var prompt in _prompts.Values)
        {
            prompt.LastMove = clock.Now;
        }
    }

    /// <summary>What was sent before, or is being sent, is told to nobody any more.</summary>
    public void NoteClientIdChanged()
    {
        _clientIdNumber++;
        foreach (var prompt in _prompts.Values)
        {
            prompt.IsFollowed = false;
        }
    }

    /// <summary>An exchange begins, which may be the one that sends it.</summary>
    public void NoteExchange(TrackedPrompt prompt) => prompt.ClientIdNumber = _clientIdNumber;

    /// <summary>Whether events can be heard.</summary>
    public void Hear(bool isConnected)
    {
        _isConnected = isConnected;
        foreach (var prompt in _prompts.Values)
        {
            prompt.Hear(isConnected, clock.Now);
        }
    }

    /// <summary>Something moved at the server: whoever waits there waits no longer in vain.</summary>
    public void NoteMove()
    {
        foreach (var prompt in _prompts.Values.Where(prompt => prompt.State == PromptState.Waiting))
        {
            prompt.LastMove = clock.Now;
        }
    }

    /// <summary>The server told that it is at work on the prompt.</summary>
    public void NoteWork(TrackedPrompt prompt)
    {
        (prompt.LastMove, prompt.IsFollowed) = (clock.Now, true);
        // Its start may be told before the answer to the request that sent it.
        if (prompt.IsSent && prompt.State != PromptState.Running)
        {
            prompt.Enter(PromptState.Running, clock.Now);
        }
    }

    /// <summary>The server told that the prompt is over.</summary>
    public void NoteEnd(TrackedPrompt prompt)
    {
        if (prompt.IsToldToHaveSucceeded)
        {
            _ahead.NoteEnd(prompt.Occupies(clock.Now));
        }

        _durations.Learn(prompt.Progress.Workflow, prompt.Progress.Measured);
        if (prompt.IsSent)
        {
            prompt.Enter(PromptState.Left, clock.Now);
            prompt.NextLook = clock.Now;
        }
    }

    /// <summary>The prompt was sent; whether it arrived is seen in the server's queue.</summary>
    public void NoteSent(TrackedPrompt prompt, bool isTaken)
    {
        // Its start, or even its end, may have been told while the answer was on its way.
        if (prompt.State == PromptState.Unsent)
        {
            _ahead.NoteSent(prompt.InStateFor(clock.Now));
            prompt.Enter(isTaken ? PromptState.Waiting : PromptState.Unconfirmed, clock.Now);
            prompt.NextLook = null;
        }

        (prompt.SentAt, prompt.Trouble) = (clock.Now, isTaken ? null : prompt.Trouble);
        prompt.IsFollowed |= prompt.ClientIdNumber == _clientIdNumber;
        prompt.Hear(_isConnected, clock.Now);
        NoteStoreWell(prompt);
        prompt.Retries.Reset();
    }

    /// <summary>What a look at the server's queue says of each prompt, if the look began after the prompt was sent.</summary>
    public void Apply(PromptQueue queue, TimeSpan lookedAt)
    {
        foreach (var prompt in _prompts.Values.Where(prompt =>
            prompt.Exchange is null && prompt.State is not (PromptState.Unsent or PromptState.Closed) && prompt.SentAt <= lookedAt &&
            (prompt.State != PromptState.Left || prompt.LeftAt <= lookedAt)))
        {
            Apply(prompt, queue.Find(prompt.AttemptId));
        }
    }

    private void Apply(TrackedPrompt prompt, RenderState? state)
    {
        switch (state)
        {
            case RenderState.Running:
                See(prompt);
                prompt.Enter(PromptState.Running, clock.Now);
                break;
            case RenderState.Waiting waiting:
                See(prompt);
                prompt.Enter(PromptState.Waiting, clock.Now);
                // Another prompt at work before it is a sign that the server is alive.
                if (!waiting.Behind.SequenceEqual(prompt.Behind))
                {
                    (prompt.Behind, prompt.LastMove) = (waiting.Behind, clock.Now);
                }

                break;
            default:
                if (prompt.IsAtServer)
                {
                    prompt.Enter(PromptState.Left, clock.Now);
                    prompt.NextLook = clock.Now;
                }
                else if (prompt is { TimesUnknown: > 0, NextLook: null })
                {
                    prompt.NextLook = clock.Now;
                }

                break;
        }
    }

    private void See(TrackedPrompt prompt)
    {
        (prompt.SeenAt, prompt.TimesUnknown) = (clock.Now, 0);
        if (prompt.State == PromptState.Left)
        {
            prompt.NextLook = null;
        }
    }

    /// <summary>The server has the prompt neither in its queue nor among what ended; it is looked for in the queue again.</summary>
    /// <returns>Whether it is lost.</returns>
    public bool NoteUnknown(TrackedPrompt prompt)
    {
        prompt.NextLook = null;
        prompt.NotEndedAt = clock.Now;
        return prompt.State == PromptState.Left && ++prompt.TimesUnknown >= LooksBeforeLost;
    }

    /// <summary>When the queue is to be looked at for those that were not found; null when for none.</summary>
    public TimeSpan? NextQueueLook(TimeSpan lastLook) =>
        _prompts.Values.Any(prompt => prompt is { State: PromptState.Left, TimesUnknown: > 0, NextLook: null, Exchange: null })
            ? lastLook + BetweenLooks
            : null;

    /// <summary>The server does not say what it should of the prompt or its files: it is asked again later.</summary>
    /// <returns>Whether it was asked often enough.</returns>
    public bool NoteTrouble(TrackedPrompt prompt, RenderFault fault, bool isFinal)
    {
        if (prompt.State != PromptState.Left)
        {
            // It was only asked whether the prompt had ended unheard.
            (prompt.NextLook, prompt.NotEndedAt) = (null, clock.Now);
            return false;
        }

        prompt.Trouble = fault;
        prompt.NextLook = clock.Now + prompt.Retries.Next();
        return isFinal || prompt.Retries.Failures >= (fault.Code == FaultCodes.OutputMissing ? TriesForAMissingFile : MaxTries);
    }

    /// <summary>The store is away: what it shall take or give is tried again later.</summary>
    public TimeSpan NoteStoreTrouble(TrackedPrompt prompt)
    {
        prompt.StoreFailsSince ??= clock.Now;
        var wait = prompt.StoreRetries.Next();
        prompt.NextLook = clock.Now + wait;
        return wait;
    }

    /// <summary>Outputs of the prompt were stored: the store and the server's files are well.</summary>
    public static void NoteStored(TrackedPrompt prompt, IReadOnlyList<JobOutput> outputs)
    {
        if (outputs.Count == 0)
        {
            return;
        }

        prompt.Unsaved.AddRange(outputs.Where(output => prompt.Stored.Add(output.Id)));
        prompt.DropPictures(outputs);
        NoteStoreWell(prompt);
    }

    public static void NoteStoreWell(TrackedPrompt prompt)
    {
        prompt.StoreFailsSince = null;
        prompt.StoreRetries.Reset();
    }

    /// <summary>The server answers again after it was away: trouble that came of that does not count.</summary>
    public void ForgiveTrouble()
    {
        foreach (var prompt in _prompts.Values)
        {
            prompt.Retries.Reset();
            if (prompt is { State: PromptState.Left, Exchange: null })
            {
                prompt.NextLook = clock.Now;
            }
        }
    }
}
