using System.ComponentModel.DataAnnotations;

namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>How ComfyUI servers are driven, and what is kept of what they make.</summary>
internal sealed class RenderingOptions
{
    public const string Section = "Generation";

    /// <summary>How often a job is sent to a ComfyUI server before it fails through no fault of its own.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; init; } = 5;

    /// <summary>How often prompts at a server are looked up when its events tell nothing, in seconds.</summary>
    [Range(0.05, 60)]
    public double PollSeconds { get; init; } = 2;

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
}
