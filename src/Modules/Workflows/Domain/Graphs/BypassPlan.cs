using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>
/// What becomes of a graph when nodes are bypassed, as ComfyUI's editor does it: who reads such a node reads what comes into it
/// instead, or else goes without; whoever cannot go without is left out too, and so is what then nobody needs.
/// </summary>
internal sealed class BypassPlan
{
    private readonly Dictionary<string, GraphNode> _nodes;
    private readonly IReadOnlySet<string> _bypassed;
    private readonly IReadOnlyDictionary<string, NodeClass> _classes;
    private readonly HashSet<string> _dropped;
    private readonly Dictionary<(string NodeId, string Input), GraphLink?> _changed = [];

    private BypassPlan(Graph graph, IReadOnlySet<string> bypassed, IReadOnlyDictionary<string, NodeClass> classes)
    {
        _nodes = graph.Nodes.ToDictionary(node => node.Id, StringComparer.Ordinal);
        (_bypassed, _classes, _dropped) = (bypassed, classes, [.. bypassed]);
    }

    /// <summary>Nodes that are not sent.</summary>
    public IReadOnlySet<string> Dropped => _dropped;

    /// <summary>Inputs that read another node than in the file; null when they are left out.</summary>
    public IReadOnlyDictionary<(string NodeId, string Input), GraphLink?> Changed => _changed;

    /// <param name="graph">The graph.</param>
    /// <param name="bypassed">Ids of its nodes.</param>
    /// <param name="classes">What servers say of node classes.</param>
    public static BypassPlan Of(Graph graph, IReadOnlySet<string> bypassed, IReadOnlyDictionary<string, NodeClass> classes)
    {
        var plan = new BypassPlan(graph, bypassed, classes);
        while (plan.Reroute())
        {
            // Somebody was left out: who reads it is looked at again.
        }

        plan.DropUnread(graph);
        return plan;
    }

    /// <summary>Whether a node was left out.</summary>
    private bool Reroute()
    {
        _changed.Clear();
        foreach (var node in _nodes.Values.Where(node => !_dropped.Contains(node.Id)))
        {
            foreach (var link in node.Links.Where(link => _dropped.Contains(link.Target)))
            {
                var source = Source(link, link.Input);
                if (source is null && !IsOptional(node, link.Input))
                {
                    _dropped.Add(node.Id);
                    return true;
                }

                _changed[(node.Id, link.Input)] = source;
            }
        }

        return false;
    }

    /// <summary>What comes in at the other side of the bypassed nodes; null when nothing does.</summary>
    private GraphLink? Source(GraphLink link, string consumer)
    {
        var source = link;
        for (var way = 0; source is not null && _bypassed.Contains(source.Target) && way <= _nodes.Count; way++)
        {
            source = PassThrough(_nodes[source.Target], source.Slot, consumer);
        }

        return source is null || _dropped.Contains(source.Target) ? null : source;
    }

    /// <summary>By type where the class is known, the opposite input first; else by the name of the input that asks.</summary>
    private GraphLink? PassThrough(GraphNode node, int slot, string consumer)
    {
        if (_classes.GetValueOrDefault(node.ClassType!) is { } known && slot < known.Outputs.Count &&
            known.Outputs[slot] is var type and not "*")
        {
            var alike = known.Inputs.Index().Where(input => input.Item.Type == type).OrderBy(input => input.Index == slot ? 0 : 1)
                .Select(input => node.Links.FirstOrDefault(link => link.Input == input.Item.Name));
            return alike.FirstOrDefault(link => link is not null);
        }

        return node.Links.FirstOrDefault(link => link.Input == consumer) ?? (node.Links.Count == 1 ? node.Links[0] : null);
    }

    private bool IsOptional(GraphNode node, string input) => _classes.GetValueOrDefault(node.ClassType!)?.Input(input)?.IsOptional == true;

    /// <summary>What was read and is not any more.</summary>
    private void DropUnread(Graph graph)
    {
        var read = graph.Nodes.SelectMany(node => node.Links).Select(link => link.Target).ToHashSet(StringComparer.Ordinal);
        var waiting = new Stack<GraphNode>(
            graph.Nodes.Where(node => !_dropped.Contains(node.Id) && (!read.Contains(node.Id) || node.Id == graph.OutputNodeId)));
        var needed = new HashSet<string>(StringComparer.Ordinal);
        while (waiting.TryPop(out var node))
        {
            if (needed.Add(node.Id))
            {
                foreach (var link in node.Links.Select(link => _changed.GetValueOrDefault((node.Id, link.Input), link)).OfType<GraphLink>())
                {
                    waiting.Push(_nodes[link.Target]);
                }
            }
        }

        _dropped.UnionWith(graph.Nodes.Select(node => node.Id).Where(id => !needed.Contains(id)));
    }
}
