using System.ComponentModel.DataAnnotations;
using ArtEngine.Workflows.Domain;

namespace ArtEngine.Workflows.Infrastructure.Files;

/// <summary>The workflow files and their limits.</summary>
internal sealed class WorkflowOptions
{
    public const string Section = "Workflows";

    /// <summary>Folder of the workflow files. A relative path starts at the folder of <c>config.ini</c>.</summary>
    [Required]
    public string Path { get; init; } = "comfy/workflows";

    /// <summary>Largest size of one file, in bytes.</summary>
    [Range(1_024, 256 * 1024 * 1024)]
    public int MaxFileBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How many workflows are read; the others are listed as broken.</summary>
    [Range(1, 100_000)]
    public int MaxWorkflows { get; init; } = 1_000;

    /// <summary>Largest number of nodes of one graph.</summary>
    [Range(1, 100_000)]
    public int MaxNodes { get; init; } = 2_000;

    /// <summary>Deepest nesting of a file, and of a graph with its values filled in.</summary>
    [Range(8, 512)]
    public int MaxJsonDepth { get; init; } = 64;

    /// <summary>Longest value of one parameter, in characters.</summary>
    [Range(1, 10_000_000)]
    public int MaxValueLength { get; init; } = 100_000;

    /// <summary>Largest size of a graph with its values filled in, in bytes.</summary>
    [Range(1_024, 256 * 1024 * 1024)]
    public int MaxGraphBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The limits that a workflow itself is held to.</summary>
    public WorkflowLimits ToLimits() => new(MaxNodes, MaxJsonDepth, MaxValueLength, MaxGraphBytes)
    {
        FileBytes = MaxFileBytes,
        Workflows = MaxWorkflows,
    };
}
