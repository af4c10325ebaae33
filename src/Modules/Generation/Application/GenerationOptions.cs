using System.ComponentModel.DataAnnotations;

namespace ArtEngine.Generation.Application;

/// <summary>The queue, renders, and the streams that tell of them.</summary>
internal sealed class GenerationOptions
{
    public const string Section = "Generation";

    /// <summary>How often a job is sent to a ComfyUI server before it fails through no fault of its own.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Largest body of <c>POST /image/generate</c>, in bytes.</summary>
    [Range(1_024, 104_857_600)]
    public long MaxBodyBytes { get; init; } = 1_048_576;

    /// <summary>Largest body of <c>POST /image/batches</c>, in bytes.</summary>
    [Range(1_024, 1_073_741_824)]
    public long MaxBatchBodyBytes { get; init; } = 16_777_216;

    /// <summary>Longest time that <c>Prefer: wait</c> may hold a request, in seconds.</summary>
    [Range(1, 3_600)]
    public int MaxWaitSeconds { get; init; } = 300;

    /// <summary>How often prompts at a server are looked up when its events tell nothing, in seconds.</summary>
    [Range(0.05, 60)]
    public double PollSeconds { get; init; } = 2;

    /// <summary>Jobs of all users that may wait; beyond them requests are answered 429 <c>queue_full</c>.</summary>
    [Range(1, 1_000_000)]
    public int MaxQueued { get; init; } = 10_000;

    /// <summary>Jobs of one user that may wait.</summary>
    [Range(1, 1_000_000)]
    public int MaxQueuedPerUser { get; init; } = 2_000;

    /// <summary>Hours after which a job that no server took expires.</summary>
    [Range(1, 8_760)]
    public int MaxWaitHours { get; init; } = 168;

    /// <summary>
    /// Longest time without a sign of life from a render, in seconds; then its server is put in quarantine and the job goes
    /// to another one. A workflow may say otherwise in its <c>params.json</c> (<c>limits.stall_seconds</c>).
    /// </summary>
    [Range(1, 86_400)]
    public int StallSeconds { get; init; } = 300;

    /// <summary>Longest time of one render, in seconds. A workflow may say otherwise (<c>limits.render_seconds</c>).</summary>
    [Range(1, 604_800)]
    public int RenderSeconds { get; init; } = 3_600;

    /// <summary>
    /// How long the jobs of a server that does not answer are left to it while another one could take them, in seconds; ten times
    /// as long while none could. A server whose port is closed is dead and loses them at once.
    /// </summary>
    [Range(1, 86_400)]
    public int AwaySeconds { get; init; } = 120;

    /// <summary>
    /// Event streams and preview sockets that one user may hold open on one node; beyond them 429 <c>too_many_streams</c>.
    /// </summary>
    [Range(1, 10_000)]
    public int MaxStreamsPerUser { get; init; } = 20;

    /// <summary>
    /// WebSockets of the queue that one address may hold open on one node without a token; beyond them 429
    /// <c>too_many_streams</c>. Behind a proxy set <c>Proxy:Trusted</c>, or all callers have its address.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxAnonymousStreamsPerAddress { get; init; } = 1_000;

    /// <summary>A listener that does not take a message or answer a ping for so many seconds is dropped.</summary>
    [Range(1, 300)]
    public double ListenerPatienceSeconds { get; init; } = 30;

    /// <summary>
    /// What outputs say of their making: <c>keep</c> leaves them as ComfyUI wrote them, with the graph and the prompt in every PNG;
    /// <c>strip</c> stores PNG, JPEG and WebP without texts, Exif and XMP; <c>minimal</c> is the same, but a PNG may say who made it,
    /// with what and when. What a picture looks like is not touched. <c>metadata</c> in a workflow's parameter file goes before it.
    /// </summary>
    [AllowedValues("keep", "strip", "minimal")]
    public string OutputMetadata { get; init; } = "keep";

    /// <summary>
    /// Whether ComfyUI servers forget jobs that have ended: their entries in the history are deleted, and their files, which the job's id
    /// in their names tells, are overwritten with nothing. Files of other names, previews among them, stay.
    /// </summary>
    public bool CleanServers { get; init; } = true;

    /// <summary>Whether callers without a token may see how many jobs run and wait.</summary>
    public bool AnonymousQueue { get; init; } = true;
}
