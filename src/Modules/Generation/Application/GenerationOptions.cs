using System.ComponentModel.DataAnnotations;

namespace ArtEngine.Generation.Application;

/// <summary>Settings of the section <c>Generation</c>.</summary>
internal sealed class GenerationOptions
{
    public const string Section = "Generation";

    /// <summary>How often a job is sent to a server before it fails, when attempts come to nothing through no fault of its own.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Largest body of <c>POST /image/generate</c>, in bytes.</summary>
    [Range(1_024, 104_857_600)]
    public long MaxBodyBytes { get; init; } = 1_048_576;

    /// <summary>Longest time that <c>Prefer: wait</c> may hold a request, in seconds.</summary>
    [Range(1, 3_600)]
    public int MaxWaitSeconds { get; init; } = 300;

    /// <summary>How often prompts at a server are looked up when its events tell nothing, in seconds.</summary>
    [Range(0.05, 60)]
    public double PollSeconds { get; init; } = 2;
}
