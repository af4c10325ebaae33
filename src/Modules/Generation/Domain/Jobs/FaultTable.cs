using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Domain.Jobs;

/// <summary>Whose trouble a fault is.</summary>
internal enum FaultScope
{
    /// <summary>The job itself: it would fail anywhere.</summary>
    Job,

    /// <summary>This prompt, or what the server says of it.</summary>
    Prompt,

    /// <summary>One file that goes to the server or comes from it.</summary>
    File,

    /// <summary>The server.</summary>
    Server,

    /// <summary>This service.</summary>
    Service,
}

/// <summary>Whether an attempt counts against <c>Generation:MaxAttempts</c>.</summary>
internal enum AttemptCost
{
    Always,

    /// <summary>Only when the server had begun to render.</summary>
    WhenBegan,
    Never,
}

/// <summary>What is done about one fault.</summary>
/// <param name="Code">One of <see cref="FaultCodes"/>.</param>
/// <param name="Scope">Whose trouble it is.</param>
/// <param name="Meaning">For people.</param>
internal sealed record FaultRule(string Code, FaultScope Scope, string Meaning)
{
    /// <summary>How often a job is sent again because of it; null for as often as the job has attempts left.</summary>
    public int? Retries { get; init; } = 0;

    /// <summary>Whether the attempt counts.</summary>
    public AttemptCost Cost { get; init; } = AttemptCost.Always;

    /// <summary>Whether another try makes sense only at another server.</summary>
    public bool OnlyElsewhere { get; init; }

    /// <summary>How long other servers, if there are any, are tried before this one again.</summary>
    public TimeSpan AvoidFor { get; init; }

    /// <summary>The wait before the first retry; each further one doubles it.</summary>
    public TimeSpan Pause { get; init; }

    public bool Costs(bool began) => Cost == AttemptCost.Always || (Cost == AttemptCost.WhenBegan && began);
}

/// <summary>
/// The one list of faults; docs/operations.md shows the same. A job is sent again only where another try can end differently.
/// </summary>
internal static class FaultTable
{
    /// <summary>A job that was at work at so many deaths of a server gets a server for itself.</summary>
    public const int DeathsOfASuspect = 2;

    /// <summary>A job that was at work at so many deaths of a server fails.</summary>
    public const int DeathsOfAKiller = 3;

    /// <summary>Attempts that do not count are limited, too: to so many times those that do.</summary>
    public const int UncountedFactor = 10;

    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Shortly = TimeSpan.FromSeconds(30);
    /// <summary>No server is avoided for longer.</summary>
    public static readonly TimeSpan LongestAvoidance = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Long = LongestAvoidance;

    public static IReadOnlyList<FaultRule> Rules { get; } =
    [
        new(FaultCodes.Validation, FaultScope.Job, "ComfyUI refused the graph"),
        new(FaultCodes.MissingNode, FaultScope.Server, "the server has not, or no longer, a node class of the graph")
            { Retries = null, Cost = AttemptCost.Never, OnlyElsewhere = true, AvoidFor = Long, Pause = TimeSpan.FromSeconds(1) },
        new(FaultCodes.MissingModel, FaultScope.Server, "the server has not, or no longer, a model file that the graph names")
            { Retries = null, Cost = AttemptCost.Never, OnlyElsewhere = true, AvoidFor = Long, Pause = TimeSpan.FromSeconds(1) },
        new(FaultCodes.InputMissing, FaultScope.File, "an input picture is gone, or the server did not take it or lost it") { Retries = 1,
            AvoidFor = Shortly },
        new(FaultCodes.InputTooLarge, FaultScope.File, "an input picture is larger than the server takes") { Retries = 1,
            OnlyElsewhere = true, AvoidFor = Long },
        new(FaultCodes.NotTaken,
            FaultScope.Prompt, "the server answered the prompt with something else than ComfyUI does, and does not have it")
            { Retries = 4, AvoidFor = Shortly, Pause = TimeSpan.FromSeconds(1) },
        new(FaultCodes.NodeError, FaultScope.Job, "a node raised an error; another server, if there is one, must agree") { Retries = 1,
            OnlyElsewhere = true, AvoidFor = Long },
        new(FaultCodes.OutOfMemory,
            FaultScope.Job, "the memory did not suffice, after the server was asked to free what it can") { Retries = 1, AvoidFor =
            Shortly },
        new(FaultCodes.Timeout, FaultScope.Job, "the render took longer than it may"),
        new(FaultCodes.Stalled, FaultScope.Server, "nothing moved at the server for too long while it rendered the job") { Retries = null,
            AvoidFor = Shortly },
        new(FaultCodes.Interrupted, FaultScope.Prompt, "somebody interrupted the render at the server itself") { Retries = null },
        new(FaultCodes.BackendLost, FaultScope.Server, "the server forgot the prompt") { Retries = null, AvoidFor = Shortly },
        new(FaultCodes.BackendAway, FaultScope.Server, "the server did not answer for too long") { Retries = null,
            Cost = AttemptCost.WhenBegan, AvoidFor = Shortly },
        new(FaultCodes.BackendDied, FaultScope.Server, "the server ended or was started again while it had the job")
            { Retries = null, Cost = AttemptCost.WhenBegan, AvoidFor = Shortly },
        new(FaultCodes.BackendKilled, FaultScope.Job, "three times a server ended while it rendered the job, the last time nothing else"),
        new(FaultCodes.BackendBusy,
            FaultScope.Server, "the job was taken back before it began: the server was disabled, stood still or worked for others")
            { Retries = null, Cost = AttemptCost.Never, AvoidFor = Shortly },
        new(FaultCodes.ResultUnreadable, FaultScope.Prompt, "ComfyUI cannot say how the render ended") { Retries = 1, OnlyElsewhere = true,
            AvoidFor = Long },
        new(FaultCodes.NoOutput, FaultScope.Job, "the workflow ran to its end, but its output node made nothing"),
        new(FaultCodes.OutputMissing, FaultScope.File, "the render ended well, but a file that it names is not there") { Retries = 1,
            AvoidFor = Shortly },
        new(FaultCodes.OutputUnavailable, FaultScope.File, "the render ended well, but ComfyUI does not give out a file that it names"),
        new(FaultCodes.Storage,
            FaultScope.Service, "for an hour the files of a render could not be stored, or its input pictures not be read"),
        new(FaultCodes.Internal, FaultScope.Service, "what the server said of the job could not be processed"),
    ];

    private static readonly Dictionary<string, FaultRule> ByCode = Rules.ToDictionary(rule => rule.Code);

    public static FaultRule Of(string code) => ByCode[code];

    /// <summary>Whether this attempt counts; the codes of rows that older versions wrote do.</summary>
    public static bool Costs(RenderAttempt attempt) =>
        attempt.FaultCode is not { } code || !ByCode.TryGetValue(code, out var rule) || rule.Costs(attempt.StartedAt is not null);

    /// <summary>The wait before the retry of that number, from 1.</summary>
    public static TimeSpan PauseOf(FaultRule rule, int retry) => Backoff.After(retry, rule.Pause, LongestPause);
}

/// <summary>What decides, besides the fault itself, whether a job is sent again.</summary>
/// <param name="MaxAttempts">Attempts that count and a job may have.</param>
/// <param name="HasOthers">Whether another server takes jobs.</param>
internal readonly record struct RetryTerms(int MaxAttempts, bool HasOthers);
