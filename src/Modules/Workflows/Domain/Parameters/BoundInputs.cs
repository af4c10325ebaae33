using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Domain.Graphs;

namespace ArtEngine.Workflows.Domain.Parameters;

/// <summary>Finds the inputs that parameters are bound to, and refuses what cannot be one.</summary>
internal static class BoundInputs
{
    /// <summary>The places, each with the value that stands there in the file.</summary>
    public static List<(PlaceholderSpot Spot, JsonElement Value)> Find(Graph graph, IReadOnlyList<ParameterSpec> specs)
    {
        var found = specs.SelectMany(spec => spec.Bindings.Select(binding => Find(graph, spec.Name, binding))).ToList();
        foreach (var twice in found.GroupBy(one => one.Spot.Start).Where(same => same.Count() > 1))
        {
            var spot = twice.First().Spot;
            throw new BrokenWorkflowException(
                $"Parameter {Wording.Quote(twice.Last().Spot.Name)}: input {Wording.Quote(spot.Input!)} of node " +
                $"{Wording.Quote(spot.NodeId)} is bound to {Wording.Quote(spot.Name)} already.");
        }

        return found;
    }

    private static (PlaceholderSpot Spot, JsonElement Value) Find(Graph graph, string name, ParameterBinding binding)
    {
        var node = NodeOf(graph, name, binding.Node);
        var input = node.Inputs.FirstOrDefault(input => input.Name == binding.Input)
            ?? throw Broken(name, $"{node} has no input {Wording.Quote(binding.Input)}." +
                Wording.DidYouMean(binding.Input, node.Inputs.Select(other => other.Name)));
        var place = $"input {Wording.Quote(input.Name)} of {node}";
        if (node.Links.Any(link => link.Input == input.Name))
        {
            throw Broken(name, $"{place} is linked to another node; only values can be bound.");
        }

        if (node.Spots.FirstOrDefault(spot => spot.Input == input.Name || Lies(spot, input)) is { } placeholder)
        {
            throw Broken(name, $"{place} holds the placeholder {{{{{placeholder.Name}}}}} already.");
        }

        var spot = new PlaceholderSpot(input.Start, input.Length, name, IsWhole: true, node.Id, input.Name, input.Depth)
        {
            ClassType = node.ClassType,
        };
        return (spot, JsonElement.Parse(graph.Json.Span.Slice(input.Start, input.Length)));
    }

    /// <param name="graph">The graph.</param>
    /// <param name="name">The parameter that names the node.</param>
    /// <param name="reference">Its id, or a title that no other node has.</param>
    public static GraphNode NodeOf(Graph graph, string name, string reference)
    {
        if (graph.Nodes.FirstOrDefault(node => node.Id == reference) is { } byId)
        {
            return byId;
        }

        var titled = graph.Nodes.Where(node => node.Title == reference).ToList();
        return titled.Count == 1 ? titled[0] : throw Broken(name, titled.Count > 1
            ? $"{titled.Count} nodes have the title {Wording.Quote(reference)}; give one of them another title, or write an id."
            : $"no node that is sent has the id or the title {Wording.Quote(reference)}." +
                Wording.DidYouMean(reference, graph.Nodes.SelectMany(node => new[] { node.Id, node.Title }).OfType<string>()));
    }

    private static bool Lies(PlaceholderSpot spot, InputSpan input) => spot.Start >= input.Start && spot.Start < input.Start + input.Length;

    private static BrokenWorkflowException Broken(string name, string reason) => new($"Parameter {Wording.Quote(name)}: {reason}");
}
