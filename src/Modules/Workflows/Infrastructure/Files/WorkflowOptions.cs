using System.ComponentModel.DataAnnotations;

namespace ArtEngine.Workflows.Infrastructure.Files;

internal sealed class WorkflowOptions
{
    public const string Section = "Workflows";

    /// <summary>Folder of the workflow files; a relative path starts at the repository's root.</summary>
    [Required]
    public string Path { get; init; } = "comfy/workflows";

    /// <summary>Bytes of one file.</summary>
    [Range(1_024, 256 * 1024 * 1024)]
    public int MaxFileBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Workflows that are read; the others are listed as broken.</summary>
    [Range(1, 100_000)]
    public int MaxWorkflows { get; init; } = 1_000;

    /// <summary>Nodes of one graph.</summary>
    [Range(1, 100_000)]
    public int MaxNodes { get; init; } = 2_000;

    /// <summary>Nesting of a file, and of a graph with its values filled in.</summary>
    [Range(8, 512)]
    public int MaxJsonDepth { get; init; } = 64;

    /// <summary>Characters of one parameter's value.</summary>
    [Range(1, 10_000_000)]
    public int MaxValueLength { get; init; } = 100_000;

    /// <summary>Bytes of a graph with its values filled in.</summary>
    [Range(1_024, 256 * 1024 * 1024)]
    public int MaxGraphBytes { get; init; } = 16 * 1024 * 1024;
}
