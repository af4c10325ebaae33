namespace ArtEngine.Workflows.Application;

/// <summary>Graphs that callers bring themselves.</summary>
internal sealed class RawGraphOptions
{
    public const string Section = "Workflows";

    /// <summary>
    /// Whether callers may send graphs of their own, as the workflow <c>raw:graph</c> and by the dialects that know nothing else. Such a
    /// graph runs any node that the ComfyUI servers have.
    /// </summary>
    public bool RawGraphs { get; init; } = true;
}
