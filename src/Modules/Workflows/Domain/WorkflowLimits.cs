namespace ArtEngine.Workflows.Domain;

/// <summary>How large things may be.</summary>
/// <param name="Nodes">Nodes in a graph file, pruned ones included.</param>
/// <param name="JsonDepth">Nesting of a file, and of a graph with its values filled in.</param>
/// <param name="ValueLength">Characters of a text value, or of the JSON text of any other value.</param>
/// <param name="GraphBytes">Bytes of a graph with its values filled in.</param>
internal sealed record WorkflowLimits(
    int Nodes = 2_000,
    int JsonDepth = 64,
    int ValueLength = 100_000,
    int GraphBytes = 16 * 1024 * 1024)
{
    /// <summary>Bytes of one file.</summary>
    public int FileBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How many workflows there may be.</summary>
    public int Workflows { get; init; } = 1_000;
}
