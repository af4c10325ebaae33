using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Editor;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>A graph that ComfyUI can be sent: whole, without cycles, with one node known as its output.</summary>
internal sealed class Graph
{
    private Graph(ReadOnlyMemory<byte> json, IReadOnlyList<GraphNode> all, IReadOnlySet<string> kept, GraphNode output)
    {
        OutputNodeId = output.Id;
        NodeCount = kept.Count;
        Nodes = [.. all.Where(node => kept.Contains(node.Id))];
        Spots = [.. Nodes.SelectMany(node => node.Spots.Select(spot => spot with { ClassType = node.ClassType }))];
        KeptRanges = GraphPruning.KeptRanges(all, kept, json.Length);
        Json = json;
    }

    private Graph(Graph other)
    {
        (OutputNodeId, NodeCount, Nodes) = (other.OutputNodeId, other.NodeCount, other.Nodes);
        (Spots, KeptRanges, Json) = (other.Spots, other.KeptRanges, other.Json);
    }

    /// <summary>The graph as it stands in the file.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    public string OutputNodeId { get; }

    /// <summary>Nodes that are kept.</summary>
    public int NodeCount { get; }

    /// <summary>Placeholders of the nodes that are kept, in file order.</summary>
    public IReadOnlyList<PlaceholderSpot> Spots { get; private init; }

    /// <summary>What of the file is sent, in file order.</summary>
    public IReadOnlyList<(int Start, int End)> KeptRanges { get; }

    /// <summary>The nodes that are kept.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>The same with more places to be filled.</summary>
    public Graph With(IEnumerable<PlaceholderSpot> spots) => new(this) { Spots = [.. Spots.Concat(spots).OrderBy(spot => spot.Start)] };

    /// <summary>The same with these places to be filled, and no others.</summary>
    public Graph WithOnly(IEnumerable<PlaceholderSpot> spots) => new(this) { Spots = [.. spots.OrderBy(spot => spot.Start)] };

    /// <param name="file">The file.</param>
    /// <param name="literals">Placeholders that are none in it.</param>
    /// <param name="classes">What servers say of node classes, as far as they do.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="BrokenWorkflowException">With the first reason why ComfyUI could not run it.</exception>
    public static Graph Parse(
        ReadOnlyMemory<byte> file, IReadOnlySet<string> literals, IReadOnlyDictionary<string, NodeClass> classes, WorkflowLimits limits)
    {
        var json = EditorFile.ToGraph(GraphFile.Open(file, limits), classes, limits);
        var read = GraphReader.Read(json, literals, limits);
        GraphRules.RefuseEmptiness(read);
        var nodes = GraphRules.WithCheckedLinks(read);
        var outputs = new OutputChoice(nodes, classes);
        var output = outputs.Output;
        var kept = GraphPruning.Kept(nodes, output, outputs);
        GraphRules.RefuseBadLinks(nodes, kept);
        GraphRules.RefuseUnfinishedNodes(nodes, kept);
        GraphRules.RefuseCycles(nodes, kept);
        return new Graph(json, nodes, kept, output);
    }
}
