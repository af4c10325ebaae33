using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.Generation.Application.Tracking.Events;

/// <summary>Something to tell a listener of a job; nothing at all is told with <see cref="Heartbeat"/>.</summary>
/// <param name="Name"><c>status, progress, preview</c> or <c>output</c>.</param>
/// <param name="Cursor">What the listener knows after it.</param>
/// <param name="Data">What to write as JSON.</param>
internal sealed record JobEvent(string Name, StreamCursor Cursor, object Data)
{
    /// <summary>The stream is alive.</summary>
    public static readonly JobEvent Heartbeat = new("", default, "");
}

/// <summary>A status of a job.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Status">The status.</param>
/// <param name="At">Since when, UTC.</param>
/// <param name="QueuePosition">1 is next; null unless it waits now.</param>
/// <param name="EtaSeconds">Seconds until it is expected to be done; null when not known.</param>
/// <param name="WaitReason">Why no server can take it yet.</param>
/// <param name="Attempts">How often it was sent to a ComfyUI server.</param>
/// <param name="Backend">The server of the last attempt.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record StatusEvent(
    Guid JobId,
    JobStatus Status,
    DateTimeOffset? At,
    int? QueuePosition,
    int? EtaSeconds,
    string? WaitReason,
    int Attempts,
    string? Backend,
    JobError? Error)
{
    /// <summary>What its owner may see who does not administer the servers.</summary>
    public StatusEvent Redacted() => this with { Backend = ServerSecrets.Name(Backend), WaitReason = ServerSecrets.Reason(WaitReason) };
}

/// <summary>A picture on the way, in base64.</summary>
internal sealed record PreviewEvent(string? Node, double Step, double Steps, string ContentType, ReadOnlyMemory<byte> Image);
