namespace ArtEngine.Workflows.Infrastructure.Files;

/// <summary>What tells one state of a file from another without reading it.</summary>
/// <param name="Path">Where it really is: a link that is turned to another file changes this.</param>
/// <param name="Length">Bytes.</param>
/// <param name="WrittenAt">Last write, UTC.</param>
internal sealed record FileStamp(string Path, long Length, DateTime WrittenAt);

/// <summary>The state of a workflow's files.</summary>
/// <param name="Graph">The graph file.</param>
/// <param name="Parameters">The parameter file; null when there is none.</param>
/// <param name="Editor">The file of the editor beside the graph; null when there is none.</param>
internal sealed record WorkflowStamp(FileStamp Graph, FileStamp? Parameters, FileStamp? Editor)
{
    public DateTime WrittenAt => new[] { Graph, Parameters, Editor }.Max(file => file?.WrittenAt ?? DateTime.MinValue);
}
