using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>Chooses the node whose output is a job's first one, and knows which nodes are output nodes at all.</summary>
/// <param name="nodes">All nodes of the file.</param>
/// <param name="classes">What servers say of their classes; of those of which they say nothing the names tell.</param>
internal sealed class OutputChoice(IReadOnlyList<GraphNode> nodes, IReadOnlyDictionary<string, NodeClass> classes)
{
    private readonly Dictionary<string, GraphNode> _byId = nodes.ToDictionary(node => node.Id, StringComparer.Ordinal);
    private readonly HashSet<string> _read =
        nodes.SelectMany(node => node.Links).Select(link => link.Target).ToHashSet(StringComparer.Ordinal);

    /// <summary>The marked node; else, of the best kind of output there is, the node that most others work for.</summary>
    public GraphNode Output => nodes.FirstOrDefault(node => node.IsMarkedAsOutput)
        ?? nodes.Select(node => (Node: node, Rank: RankOf(node))).Where(one => one.Rank > OutputRank.None)
            .GroupBy(one => one.Rank, one => one.Node).MaxBy(group => group.Key)
            ?.MaxBy(node => (Closure(node).Count, OutputClasses.SavesMoreThanPictures(node.ClassType!)))
        ?? throw new BrokenWorkflowException(
            "It has no output node. Add one that saves what it makes, such as SaveImage, or write {{output_node_id}} into the title of " +
            "the node whose pictures count.");

    public OutputRank RankOf(GraphNode node)
    {
        if (node.ClassType is not { } classType)
        {
            return OutputRank.None;
        }

        var byName = OutputClasses.RankOf(classType);
        if (classes.GetValueOrDefault(classType)?.IsOutput is { } isOutput)
        {
            return !isOutput ? OutputRank.None : byName == OutputRank.None ? OutputRank.Other : byName;
        }

        // A guess is worth nothing when it could not run.
        return byName != OutputRank.None ? byName
            : node.Links.Count > 0 && !_read.Contains(node.Id) && !OutputClasses.IsLoader(classType) && Closure(node).All(CanRun)
                ? OutputRank.Guess
                : OutputRank.None;
    }

    /// <summary>The node and all that it reads, directly or not.</summary>
    public IReadOnlyCollection<GraphNode> Closure(params IEnumerable<GraphNode> ends)
    {
        var found = new HashSet<GraphNode>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<GraphNode>(ends);
        while (waiting.TryPop(out var node))
        {
            if (found.Add(node))
            {
                foreach (var link in node.Links)
                {
                    waiting.Push(_byId[link.Target]);
                }
            }
        }

        return found;
    }

    private static bool CanRun(GraphNode node) => node is { LinkFault: null, ClassType: not null, HasInputs: true };
}
