using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.Generation.Domain.Backends;

/// <summary>
/// A ComfyUI server that the service may use, and who drives it. Its epoch counts the runs of its lane: whatever a run
/// writes goes with the epoch it took, so that a run which was replaced cannot write any more.
/// </summary>
internal sealed class Backend
{
    /// <summary>A lane that was not heard of for so long is taken over.</summary>
    public static readonly TimeSpan LaneLifetime = TimeSpan.FromSeconds(3);

    private const int LongestTrouble = 1_000;

    private Backend()
    {
    }

    public required string Name { get; init; }

    public required string Url { get; set; }

    /// <summary>Of idle servers the heavier one takes a job first.</summary>
    public int Weight { get; set; }

    /// <summary>How many prompts it holds at once, the one at work included.</summary>
    public int Depth { get; set; }

    /// <summary>JSON object of headers to send with each request, for a proxy in front of it.</summary>
    public string? Headers { get; set; }

    public BackendState State { get; private set; }

    /// <summary>Whether the settings name it; else it was added through the API.</summary>
    public bool IsFromSettings { get; set; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>The run of the lane that may write. A server that is added again under a name has none that an earlier one had.</summary>
    public long Epoch { get; private set; }

    /// <summary>When that run was last heard of; null when none runs.</summary>
    public DateTimeOffset? LaneSeenAt { get; private set; }

    /// <summary>Whether its lane gives it jobs; it may be in trouble that does not forbid that.</summary>
    public bool IsAvailable { get; private set; } = true;

    /// <summary>What is wrong with it or its lane, in a sentence; null when nothing is.</summary>
    public string? Trouble { get; private set; }

    public DateTimeOffset? TroubleSince { get; private set; }

    /// <summary>Prompts of others that it has, rendered or waiting there.</summary>
    public int ForeignPrompts { get; private set; }

    /// <summary>When it last ended a job well; null when it never did.</summary>
    public DateTimeOffset? LastSuccessAt { get; private set; }

    /// <summary>Whether its lane is at work and gives it jobs.</summary>
    /// <param name="now">The time by the clock that wrote <see cref="LaneSeenAt"/>.</param>
    public bool IsWell(DateTimeOffset now) => IsAvailable && IsLaneAlive(now);

    /// <summary>Whether a run of its lane was heard of just now. A time that lies ahead was written by a clock that was wrong.</summary>
    public bool IsLaneAlive(DateTimeOffset now) => LaneSeenAt is { } seen && now - seen < LaneLifetime && seen - now < LaneLifetime;

    public static Backend Add(string name, string url, int weight, int depth, string? headers, bool isFromSettings, DateTimeOffset now) =>
        new()
        {
            Name = name,
            Url = url,
            Weight = weight,
            Depth = depth,
            Headers = headers,
            Epoch = now.ToUnixTimeMilliseconds(),
            IsFromSettings = isFromSettings,
            CreatedAt = now,
        };

    public void Turn(BackendState state) => State = state;

    /// <summary>The settings name it, perhaps otherwise than before. A server that was switched off stays so.</summary>
    public void TakeOver(Backend settings)
    {
        (Url, Weight, Depth, Headers, IsFromSettings) = (settings.Url, settings.Weight, settings.Depth, settings.Headers, true);
        if (State == BackendState.Removing)
        {
            State = BackendState.Active;
        }
    }

    /// <summary>A new run takes the lane over from one that ended or died.</summary>
    /// <returns>False while another run is alive.</returns>
    public bool TryTakeLane(DateTimeOffset now)
    {
        if (IsLaneAlive(now))
        {
            return false;
        }

        Epoch++;
        LaneSeenAt = now;
        return true;
    }

    /// <summary>The run of its lane was heard of.</summary>
    public void Touch(DateTimeOffset now) => LaneSeenAt = now;

    /// <summary>It ended a job well.</summary>
    public void Succeed(DateTimeOffset now) => LastSuccessAt = now;

    public void Report(BackendReport report, DateTimeOffset now)
    {
        TroubleSince = report.Trouble is null ? null : TroubleSince ?? now;
        Trouble = report.Trouble is null ? null : ForeignText.Clean(report.Trouble, LongestTrouble);
        (IsAvailable, ForeignPrompts) = (report.IsAvailable, report.ForeignPrompts);
    }
}

/// <summary>What a lane says of its server.</summary>
/// <param name="Trouble">What is wrong, in a sentence; null when nothing is.</param>
/// <param name="IsAvailable">Whether the server gets jobs.</param>
/// <param name="ForeignPrompts">Prompts of others that the server has.</param>
internal readonly record struct BackendReport(string? Trouble, bool IsAvailable = true, int ForeignPrompts = 0);
