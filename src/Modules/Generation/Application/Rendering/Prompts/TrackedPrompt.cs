using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using ArtEngine.Generation.Domain.Library;
using ArtEngine.Generation.Domain.Rendering;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>Where a prompt stands, as far as its lane knows. Each state has a deadline.</summary>
internal enum PromptState
{
    /// <summary>Its input pictures and the prompt itself are yet to be sent.</summary>
    Unsent,

    /// <summary>It was sent, in this run or an earlier one, and not seen at the server yet.</summary>
    Unconfirmed,

    /// <summary>It waits in the server's queue.</summary>
    Waiting,

    /// <summary>The server renders it.</summary>
    Running,

    /// <summary>It has left the server's queue: it ended and is fetched, or it is lost.</summary>
    Left,

    /// <summary>Its attempt is closed.</summary>
    Closed,
}

/// <summary>The limits of a prompt's states.</summary>
/// <param name="Waiting">In the server's queue, whatever moves there.</param>
/// <param name="MaxAttempts">Attempts of its job.</param>
/// <param name="StallSeconds">Longest time without a sign of life, unless the job says otherwise.</param>
/// <param name="RenderSeconds">Longest time of the render, unless the job says otherwise.</param>
internal sealed record PromptLimits(TimeSpan Waiting, int MaxAttempts, int StallSeconds, int RenderSeconds)
{
    /// <summary>Sending, with all its input pictures, and while the store cannot give them.</summary>
    public static readonly TimeSpan Sending = TimeSpan.FromHours(1);

    /// <summary>Until a prompt that was sent must have been seen, while the server answers.</summary>
    public static readonly TimeSpan Confirming = TimeSpan.FromMinutes(10);

    /// <summary>Fetching and storing what it made.</summary>
    public static readonly TimeSpan Collecting = TimeSpan.FromHours(2);

    /// <summary>From the first request to cancel it; then the job is canceled, whatever the server still does.</summary>
    public static readonly TimeSpan Canceling = TimeSpan.FromMinutes(10);

    /// <summary>The store does not take what it made. The files wait at the server meanwhile, and the lane with them.</summary>
    public static readonly TimeSpan Storing = TimeSpan.FromHours(1);
}

/// <summary>What a lane knows of one open attempt. Only the lane's loop changes it; exchanges read it beside the loop.</summary>
internal sealed class TrackedPrompt
{
    /// <summary>Bytes of pictures that came with the events, while the store does not take them.</summary>
    private const long LargestUnstored = 256 * 1024 * 1024;

    private readonly PromptLimits _limits;
    private int _sentCount;
    private bool _hasLostPictures;
    private TimeSpan _since;
    private TimeSpan? _beganAt;

    public TrackedPrompt(ImageJob job, PromptState state, PromptLimits limits, IReadOnlyDictionary<string, double>? durations, TimeSpan now)
    {
        _limits = limits;
        (Job, State, JobId, AttemptId) = (job, state, job.Id, job.OpenAttemptId!.Value);
        Progress = new(job, durations);
        Needs = job.Graph is { } graph ? GraphNeeds.Read(graph).Nodes : [];
        SendsPictures = NodesOf(SocketSavers.Are).Contains(job.OutputNodeId);
        Stored = [.. job.Outputs.Select(output => output.Id)];
        StallsAfter = TimeSpan.FromSeconds(job.StallSeconds ?? limits.StallSeconds);
        RendersAtMost = TimeSpan.FromSeconds(job.RenderSeconds ?? limits.RenderSeconds);
        (_since, LastMove, SentAt) = (now, now, now);
    }

    /// <summary>The job as this lane stored it last.</summary>
    public ImageJob Job { get; private set; }

    /// <summary>Whether a change of <see cref="Job"/> was not stored: it must be read again before the next one.</summary>
    public bool IsJobStale { get; private set; }

    public Guid JobId { get; }

    /// <summary>What its graph asks of a server; empty when the graph is not known any more.</summary>
    public IReadOnlyList<NodeRequirement> Needs { get; }

    public Guid AttemptId { get; }

    /// <summary>Whether it was its user's turn for being new.</summary>
    public bool IsOfNewTurn { get; init; }

    /// <summary>Whether it goes before the prompts that wait at the server when it comes there.</summary>
    public bool GoesFirst { get; init; }

    /// <summary>When its render was told to have begun; null before.</summary>
    public DateTimeOffset? BeganAt { get; private set; }

    /// <summary>The render began. It is stored with the next change of the job.</summary>
    public void NoteBegin(DateTimeOffset at) => BeganAt ??= at;

    /// <summary>The nodes of its graph that are of such a class.</summary>
    public IReadOnlySet<string> NodesOf(Func<string, bool> isSuch) =>
        Needs.Where(need => isSuch(need.ClassType)).Select(need => need.NodeId).ToHashSet();

    public PromptState State { get; private set; }

    public PromptProgress Progress { get; }

    /// <summary>Longest time without a sign of life.</summary>
    public TimeSpan StallsAfter { get; }

    /// <summary>Longest time of the render.</summary>
    public TimeSpan RendersAtMost { get; }

    /// <summary>The key under which its files lie in the store.</summary>
    public string StoragePrefix => $"{Job.UserId}/{JobId}/{AttemptId}";

    /// <summary>When it was last sent; looks at the server's queue that began before say nothing of it.</summary>
    public TimeSpan SentAt { get; set; }

    /// <summary>The number of the client id that was in use when its last exchange began.</summary>
    public int ClientIdNumber { get; set; }

    /// <summary>Whether its events come to this run: it was sent by it, and the connection has not broken since, or one came.</summary>
    public bool IsFollowed { get; set; }

    /// <summary>Whether silence says something: its events would be heard now.</summary>
    public bool IsHeard { get; private set; }

    /// <summary>When something was last seen to move that concerns it.</summary>
    public TimeSpan LastMove { get; set; }

    /// <summary>When it was last seen in the server's queue.</summary>
    public TimeSpan? SeenAt { get; set; }

    /// <summary>When the server last knew of no end of it; null when it was not asked.</summary>
    public TimeSpan? NotEndedAt { get; set; }

    /// <summary>The prompts that were at work when it was last seen waiting.</summary>
    public IReadOnlyList<Guid> Behind { get; set; } = [];

    /// <summary>When its next exchange is due; null while it waits for something else.</summary>
    public TimeSpan? NextLook { get; set; }

    /// <summary>How often in a row the server had it neither in its queue nor among what ended.</summary>
    public int TimesUnknown { get; set; }

    /// <summary>Since when its cancel is wanted; null when it is not.</summary>
    public TimeSpan? CancelWantedAt { get; set; }

    /// <summary>When the server was last asked to let go of it; null when never.</summary>
    public TimeSpan? CancelSentAt { get; set; }

    /// <summary>Whether the server told that every node ran well.</summary>
    public bool IsToldToHaveSucceeded { get; set; }

    /// <summary>What is wrong with what the server says of it or of its files, while it is tried again.</summary>
    public RenderFault? Trouble { get; set; }

    /// <summary>The waits while it is in trouble.</summary>
    public Backoff Retries { get; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(30));

    /// <summary>Since when its files cannot be stored, or its input pictures not be read; null while they can.</summary>
    public TimeSpan? StoreFailsSince { get; set; }

    /// <summary>The waits while the store is away.</summary>
    public Backoff StoreRetries { get; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));

    /// <summary>How often something unexpected went wrong with it in this service.</summary>
    public Backoff InternalFaults { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    /// <summary>Files of nodes that are done while others still run.</summary>
    public Queue<RenderedFile> Ready { get; } = new();

    /// <summary>Whether the marked node saves nothing and sends its pictures with the events.</summary>
    public bool SendsPictures { get; }

    /// <summary>Pictures that came with the events and are not stored yet. Each change makes a new list.</summary>
    public IReadOnlyList<RenderedFile> Sent { get; private set; } = [];

    /// <summary>The last node that did not run because its input was held back; null when none was told.</summary>
    public NodeBlocked? BlockedBy { get; set; }

    /// <summary>The nodes that need not run, as far as the events told.</summary>
    public IReadOnlyCollection<string> Cached { get; set; } = [];

    /// <summary>The ids of outputs that are stored already.</summary>
    public HashSet<Guid> Stored { get; }

    /// <summary>Those of them that the job's row does not have yet.</summary>
    public List<JobOutput> Unsaved { get; } = [];

    /// <summary>The exchange that is under way; null while none is.</summary>
    public PromptExchange? Exchange { get; set; }

    /// <summary>Whether it takes one of the places that the server has for prompts.</summary>
    public bool TakesPlace =>
        IsAtServer || (State == PromptState.Unsent && StoreFailsSince is null) || (State == PromptState.Left && TimesUnknown > 0);

    /// <summary>
    /// How long it will keep the server busy yet, as far as is known: nothing when it is not, or is late. Of what is not heard nothing is
    /// known, and what waits for its pictures may not come for long.
    /// </summary>
    public TimeSpan Occupies(TimeSpan now)
    {
        var isThere = State == PromptState.Unsent ? !Job.HasPictures && StoreFailsSince is null : IsAtServer && IsHeard;
        if (!isThere || CancelWantedAt is not null)
        {
            return TimeSpan.Zero;
        }

        var left = Progress.Left(now);
        var expectedEnd = (_beganAt ?? now) + Progress.Expected;
        return left < expectedEnd - now ? left : expectedEnd > now ? expectedEnd - now : TimeSpan.Zero;
    }

    /// <summary>Whether it is at the server, as far as is known, and has not ended.</summary>
    public bool IsAtServer => State is PromptState.Unconfirmed or PromptState.Waiting or PromptState.Running;

    /// <summary>Whether it left for the server, also when the answer is still on its way, and has not ended.</summary>
    public bool IsSent => IsAtServer || (State == PromptState.Unsent && Exchange is not null);

    /// <summary>Until when it may stay in its state while the server answers. No state but the last is without one.</summary>
    public TimeSpan Deadline
    {
        get
        {
            var deadline = State switch
            {
                PromptState.Unsent => _since + PromptLimits.Sending,
                PromptState.Unconfirmed => _since + PromptLimits.Confirming,
                PromptState.Waiting => Earlier(LastMove + StallsAfter, _since + _limits.Waiting),
                // Of a render whose events go elsewhere nothing is heard, however well it is.
                PromptState.Running => IsHeard ? Earlier(LastMove + StallsAfter, RenderEnd) : RenderEnd,
                PromptState.Left => StoreFailsSince is { } since ? since + PromptLimits.Storing : _since + PromptLimits.Collecting,
                _ => TimeSpan.MaxValue,
            };
            return CancelWantedAt is { } wanted && State is not (PromptState.Left or PromptState.Closed)
                ? Earlier(deadline, wanted + PromptLimits.Canceling)
                : deadline;
        }
    }

    /// <summary>Whether its deadline is that of the whole state, and not only that nothing moved.</summary>
    public bool IsOverTime(TimeSpan now) => State switch
    {
        PromptState.Waiting => now >= _since + _limits.Waiting,
        PromptState.Running => now >= RenderEnd,
        _ => now >= Deadline,
    };

    /// <summary>When the render has taken as long as it may, also when the server seemed to have let go of it in between.</summary>
    private TimeSpan RenderEnd => (_beganAt ?? _since) + RendersAtMost;

    /// <summary>How long it is in its state.</summary>
    public TimeSpan InStateFor(TimeSpan now) => now - _since;

    /// <summary>When it was told to be over; looks at the queue that began before say nothing of it.</summary>
    public TimeSpan LeftAt { get; private set; }

    /// <summary>Its events would be heard from now on, or not any more.</summary>
    public void Hear(bool isConnected, TimeSpan now)
    {
        var isHeard = isConnected && IsFollowed;
        LastMove = isHeard && !IsHeard ? now : LastMove;
        IsHeard = isHeard;
    }

    public bool IsCancelOverdue(TimeSpan now) => now >= CancelWantedAt + PromptLimits.Canceling;

    /// <summary>
    /// Keeps a picture that came with the events until it is stored. What is too much is not kept, and missed at the end.
    /// </summary>
    public void Keep(PictureSent sent)
    {
        if (Sent.Sum(file => (long)file.Sent!.Bytes.Length) + sent.Picture.Bytes.Length > LargestUnstored)
        {
            _hasLostPictures = true;
            return;
        }

        var extension = PictureFormat.Of(sent.Picture.Bytes.Span)?.Extension ?? ".bin";
        var file = new RenderedFile(
            sent.NodeId, "websocket", _sentCount, $"picture_{sent.NodeId}_{_sentCount}{extension}", "", "output")
        { Sent = sent.Picture };
        _sentCount++;
        Sent = [.. Sent, file];
        Ready.Enqueue(file);
    }

    /// <summary>These are stored.</summary>
    public void DropPictures(IReadOnlyCollection<JobOutput> stored) => Sent = Sent.Count == 0 ? Sent
        : [.. Sent.Where(file => !stored.Any(output => output.NodeId == file.NodeId && output.Name == file.FileName))];

    /// <summary>Whether pictures that were, or will be, sent with the events are missing yet.</summary>
    public bool AwaitsPictures => SendsPictures && BlockedBy is null && (!IsToldToHaveSucceeded || _hasLostPictures || !HasMarkedOutput);

    /// <summary>Whether a file is an output, and not a preview on the way: whatever the marked node made is one.</summary>
    public bool Keeps(RenderedFile file) => file.IsKept || Job.IsMarked(file.NodeId);

    /// <summary>Whether something that the marked node made is stored.</summary>
    public bool HasMarkedOutput => Job.Outputs.Concat(Unsaved).Any(output => Job.IsMarked(output.NodeId));

    public void NoteJob(ImageJob job) => (Job, IsJobStale) = (job, false);

    public void NoteStaleJob() => IsJobStale = true;

    public void Enter(PromptState state, TimeSpan now)
    {
        if (State == state)
        {
            return;
        }

        (State, _since, LastMove) = (state, now, now);
        if (state == PromptState.Running)
        {
            _beganAt ??= now;
        }
        else if (state == PromptState.Left)
        {
            // Trouble of what was stored early is over: everything is fetched now.
            (LeftAt, StoreFailsSince) = (now, null);
            StoreRetries.Reset();
        }
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
