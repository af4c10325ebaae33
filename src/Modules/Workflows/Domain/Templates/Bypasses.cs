using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Graphs;
using ArtEngine.Workflows.Domain.Parameters;

namespace ArtEngine.Workflows.Domain.Templates;

/// <summary>The nodes that parameters bypass: pictures that are not given, and switches that are off.</summary>
internal sealed class Bypasses
{
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<string, NodeClass> _classes;
    private readonly Dictionary<string, IReadOnlySet<string>> _nodes;

    /// <exception cref="BrokenWorkflowException">A node is not there, or without it nothing makes an output.</exception>
    public Bypasses(Graph graph, IReadOnlyList<ParameterSpec> specs, IReadOnlyDictionary<string, NodeClass> classes)
    {
        (_graph, _classes) = (graph, classes);
        _nodes = specs.Where(spec => spec.Bypass.Count > 0).ToDictionary(
            spec => spec.Name,
            IReadOnlySet<string> (spec) => spec.Bypass.Select(node => BoundInputs.NodeOf(graph, spec.Name, node).Id).ToHashSet(),
            StringComparer.Ordinal);
        foreach (var (name, nodes) in _nodes)
        {
            if (BypassPlan.Of(graph, nodes, classes).Dropped.Contains(graph.OutputNodeId))
            {
                throw new BrokenWorkflowException(
                    $"Parameter {Wording.Quote(name)}: without {Wording.List(nodes.Select(Wording.Quote))} the output node " +
                    $"{Wording.Quote(graph.OutputNodeId)} has not all that it needs.");
            }
        }
    }

    /// <summary>A node whose picture is not given must not be sent.</summary>
    public void RefuseNeededNodes(IReadOnlyList<PlaceholderSpot> pictures)
    {
        foreach (var spot in pictures.Where(spot => _nodes.ContainsKey(spot.Name)))
        {
            if (!BypassPlan.Of(_graph, _nodes[spot.Name], _classes).Dropped.Contains(spot.NodeId))
            {
                throw new BrokenWorkflowException(
                    $"Parameter {Wording.Quote(spot.Name)}: other nodes read node {Wording.Quote(spot.NodeId)} besides those that are " +
                    "bypassed; bypass it, or what reads it, too.");
            }
        }
    }

    /// <summary>Null when nothing is bypassed.</summary>
    public BypassPlan? PlanFor(IReadOnlyDictionary<string, JsonElement> values)
    {
        var bypassed = _nodes.Where(one => values.TryGetValue(one.Key, out var value)
                && value.ValueKind is JsonValueKind.Null or JsonValueKind.False)
            .SelectMany(one => one.Value).ToHashSet(StringComparer.Ordinal);
        return bypassed.Count == 0 ? null : BypassPlan.Of(_graph, bypassed, _classes);
    }
}
