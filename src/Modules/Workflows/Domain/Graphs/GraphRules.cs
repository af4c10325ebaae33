using ArtEngine.BuildingBlocks;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>What is refused, each with the sentence that tells a person what to change.</summary>
internal static class GraphRules
{
    public static void RefuseEmptiness(IReadOnlyList<GraphNode> nodes)
    {
        if (nodes.Count == 0)
        {
            throw new BrokenWorkflowException("It has no nodes.");
        }
    }

    /// <summary>The nodes without what only looked like a link: a pair of texts that names no node is a plain list.</summary>
    public static List<GraphNode> WithCheckedLinks(IReadOnlyList<GraphNode> nodes)
    {
        var ids = nodes.Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
        return [.. nodes.Select(node => node with
        {
            LinkFault = node.Links.Select(link => FaultOf(node, link, ids)).FirstOrDefault(fault => fault is not null),
            Links = [.. node.Links.Where(link => !link.HasNumericId && ids.Contains(link.Target))],
        })];
    }

    public static void RefuseBadLinks(IReadOnlyList<GraphNode> nodes, IReadOnlySet<string> kept)
    {
        if (nodes.FirstOrDefault(node => node.LinkFault is not null && kept.Contains(node.Id)) is { } broken)
        {
            throw new BrokenWorkflowException(broken.LinkFault!);
        }
    }

    public static void RefuseUnfinishedNodes(IReadOnlyList<GraphNode> nodes, IReadOnlySet<string> kept)
    {
        foreach (var node in nodes.Where(node => kept.Contains(node.Id) && (node.ClassType is null || !node.HasInputs)))
        {
            var lack = node.ClassType is null ? "class_type" : "inputs";
            var reader = nodes.FirstOrDefault(other => other.Links.Any(link => link.Target == node.Id));
            var why = reader is null ? "" : $" and is read by node {Wording.Quote(reader.Id)}";
            throw new BrokenWorkflowException($"{node} has no \"{lack}\"{why}. Export the workflow again with \"Export (API)\".");
        }
    }

    public static void RefuseCycles(IReadOnlyList<GraphNode> nodes, IReadOnlySet<string> kept)
    {
        var left = nodes.Where(node => kept.Contains(node.Id)).ToDictionary(node => node.Id, StringComparer.Ordinal);
        var readers = left.Values.SelectMany(node => node.Links.Select(link => (link.Target, node.Id)))
            .ToLookup(pair => pair.Target, pair => pair.Id, StringComparer.Ordinal);
        var open = left.Values.ToDictionary(node => node.Id, node => node.Links.Count, StringComparer.Ordinal);
        var done = new Queue<string>(open.Where(pair => pair.Value == 0).Select(pair => pair.Key));
        while (done.TryDequeue(out var id))
        {
            left.Remove(id);
            foreach (var reader in readers[id])
            {
                open[reader]--;
                if (open[reader] == 0)
                {
                    done.Enqueue(reader);
                }
            }
        }

        if (left.Count > 0)
        {
            throw new BrokenWorkflowException($"Its nodes read each other in a circle: {Circle(left)}.");
        }
    }

    private static string? FaultOf(GraphNode node, GraphLink link, HashSet<string> ids)
    {
        var place = $"{node}, input {Wording.Quote(link.Input)}";
        var target = Wording.Quote(link.Target);
        return (ids.Contains(link.Target), link) switch
        {
            (true, { HasNumericId: true, HasValidSlot: true }) =>
                $"{place}: a link is written [{target}, 0], with the node's id in quotation marks, and not [{link.Target}, 0].",
            (_, { HasNumericId: true }) => null,
            (true, { HasValidSlot: false }) =>
                $"{place}: the link to node {target} has no valid slot; the second value must be an integer from 0.",
            (false, { HasNumericSlot: true }) => $"{place}: it is linked to node {target}, which is not in the file.",
            _ => null,
        };
    }

    // Each node that is left reads at least one that is left, so following them must come round.
    private static string Circle(Dictionary<string, GraphNode> left)
    {
        var path = new List<string>();
        var id = left.Keys.First();
        while (!path.Contains(id))
        {
            path.Add(id);
            id = left[id].Links.First(link => left.ContainsKey(link.Target)).Target;
        }

        return Wording.List(path[path.IndexOf(id)..].Append(id).Select(Wording.Quote));
    }
}
