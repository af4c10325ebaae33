using ArtEngine.Generation.Contracts;

namespace ArtEngine.Generation.Domain;

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

    /// <summary>The run of the lane that may write.</summary>
    public long Epoch { get; private set; }

    /// <summary>When that run was last heard of; null when none runs.</summary>
    public DateTimeOffset? LaneSeenAt { get; private set; }

    /// <summary>Why its lane cannot use it just now, in a sentence; null when it can.</summary>
    public string? Trouble { get; private set; }

    public DateTimeOffset? TroubleSince { get; private set; }

    /// <summary>Whether its lane is at work and has no trouble with it.</summary>
    public bool IsWell(DateTimeOffset now) => Trouble is null && LaneSeenAt is { } seen && now - seen < LaneLifetime;

    public static Backend Add(string name, string url, int weight, int depth, string? headers, bool isFromSettings, DateTimeOffset now) => new()
    {
        Name = name,
        Url = url,
        Weight = weight,
        Depth = depth,
        Headers = headers,
        IsFromSettings = isFromSettings,
        CreatedAt = now,
    };

    /// <summary>The row as a run of the lane knows it, to write only while its epoch is the newest.</summary>
    public static Backend HeldBy(string name, long epoch) => new() { Name = name, Url = "", Epoch = epoch };

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
        if (LaneSeenAt is { } seen && now - seen < LaneLifetime)
        {
            return false;
        }

        Epoch++;
        LaneSeenAt = now;
        return true;
    }

    public void Touch(DateTimeOffset now) => LaneSeenAt = now;

    public void Report(string? trouble, DateTimeOffset now)
    {
        TroubleSince = trouble is null ? null : TroubleSince ?? now;
        Trouble = trouble is null ? null : ForeignText.Clean(trouble, LongestTrouble);
    }
}
