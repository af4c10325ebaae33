namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>
/// Leaves out nodes that no output needs: notes, forgotten loaders, closed circles, and chains that end in a node of which
/// servers say that it is no output node. Of a class that no server knows, a node that reads others and is read by nobody stays,
/// since it may be an output. A leftover without <c>inputs</c> would otherwise end the server's worker thread.
/// </summary>
internal static class GraphPruning
{
    public static HashSet<string> Kept(IReadOnlyList<GraphNode> nodes, GraphNode output, OutputChoice outputs) =>
        outputs.Closure(nodes.Where(node => node == output || outputs.RankOf(node) != OutputRank.None))
            .Select(node => node.Id).ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// A pruned node goes with the comma and the white space up to the next one; behind the last kept node it is the comma
    /// before that goes. Nothing else changes.
    /// </summary>
    public static List<(int Start, int End)> KeptRanges(IReadOnlyList<GraphNode> nodes, IReadOnlySet<string> kept, int length)
    {
        var ranges = new List<(int Start, int End)>();
        var lastKept = nodes.Count - 1;
        while (!kept.Contains(nodes[lastKept].Id))
        {
            lastKept--;
        }

        var start = 0;
        for (var i = 0; i < lastKept; i++)
        {
            if (!kept.Contains(nodes[i].Id))
            {
                ranges.Add((start, nodes[i].KeyStart));
                start = nodes[i + 1].KeyStart;
            }
        }

        ranges.Add((start, nodes[lastKept].ValueEnd));
        ranges.Add((nodes[^1].ValueEnd, length));
        return ranges;
    }
}
