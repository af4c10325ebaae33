namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>
/// Leaves out nodes that no output can need. Which classes are output nodes only the ComfyUI server knows, so the rule is
/// made to err on the side of keeping: a node stays when it is, or feeds, the workflow's output node, a node that reads
/// others and is read by nobody, or a class known as an output node. What goes is notes, forgotten loaders and closed
/// circles. A leftover without <c>inputs</c> would otherwise end the server's worker thread.
/// </summary>
internal static class GraphPruning
{
    public static HashSet<string> Kept(IReadOnlyList<GraphNode> nodes, GraphNode output)
    {
        var byId = nodes.ToDictionary(node => node.Id, StringComparer.Ordinal);
        var read = nodes.SelectMany(node => node.Links).Select(link => link.Target).ToHashSet(StringComparer.Ordinal);
        var waiting = new Stack<GraphNode>(nodes.Where(node => node == output
            || OutputClasses.Contains(node.ClassType)
            || (node.Links.Count > 0 && !read.Contains(node.Id))));

        var kept = new HashSet<string>(StringComparer.Ordinal);
        while (waiting.TryPop(out var node))
        {
            if (kept.Add(node.Id))
            {
                foreach (var link in node.Links)
                {
                    waiting.Push(byId[link.Target]);
                }
            }
        }

        return kept;
    }

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
