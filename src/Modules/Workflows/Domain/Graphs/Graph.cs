namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>A graph that ComfyUI can be sent: whole, without cycles, with one node known as its output.</summary>
internal sealed class Graph
{
    private Graph(ReadOnlyMemory<byte> json, IReadOnlyList<GraphNode> all, IReadOnlySet<string> kept, GraphNode output)
    {
        OutputNodeId = output.Id;
        NodeCount = kept.Count;
        Spots = [.. all.Where(node => kept.Contains(node.Id))
            .SelectMany(node => node.Spots.Select(spot => spot with { ClassType = node.ClassType }))];
        KeptRanges = GraphPruning.KeptRanges(all, kept, json.Length);
        Json = json;
    }

    /// <summary>The file as it is, without a byte order mark.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    public string OutputNodeId { get; }

    /// <summary>Nodes that are kept.</summary>
    public int NodeCount { get; }

    /// <summary>Placeholders of the nodes that are kept, in file order.</summary>
    public IReadOnlyList<PlaceholderSpot> Spots { get; }

    /// <summary>What of the file is sent, in file order.</summary>
    public IReadOnlyList<(int Start, int End)> KeptRanges { get; }

    /// <exception cref="BrokenWorkflowException">With the first reason why ComfyUI could not run it.</exception>
    public static Graph Parse(ReadOnlyMemory<byte> file, WorkflowLimits limits)
    {
        var json = file.Span.StartsWith("\uFEFF"u8) ? file[3..] : file;
        if (json.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new BrokenWorkflowException("The file is empty.");
        }

        var read = GraphReader.Read(json, limits);
        GraphRules.RefuseOtherFormats(read);
        var nodes = GraphRules.WithCheckedLinks(read);
        var output = GraphRules.OutputOf(nodes);
        var kept = GraphPruning.Kept(nodes, output);
        GraphRules.RefuseUnfinishedNodes(nodes, kept);
        GraphRules.RefuseCycles(nodes, kept);
        return new Graph(json, nodes, kept, output);
    }
}
