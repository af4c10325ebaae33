using System.Text.Json;

namespace ArtEngine.Workflows.Domain.Editor;

/// <summary>What an input gets in the end: another node's output, or a value.</summary>
/// <param name="NodeId">The node, with the ids of the subgraphs around it: <c>57:58:3</c>; null for a value.</param>
/// <param name="Slot">Its output.</param>
/// <param name="Value">The value.</param>
internal readonly record struct EditorSource(string? NodeId, int Slot, JsonElement? Value);

/// <summary>
/// A graph in its place: the file's, or a subgraph's inside the node that stands for it. Follows links to where they really come
/// from: through reroutes, bypassed nodes, pairs of set and get, and the walls of subgraphs, as the editor does when it exports.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="subgraphs">All subgraphs by id.</param>
/// <param name="outer">The graph around it, with the node that stands for it there; null for the file's.</param>
internal sealed class EditorScope(
    EditorGraph graph, IReadOnlyDictionary<string, EditorGraph> subgraphs, (EditorScope Scope, EditorNode Node)? outer)
{
    /// <summary>Longer ways than anybody draws are circles.</summary>
    private const int LongestWay = 1_000;

    /// <summary>What all nodes that stand for subgraphs hand in, together: nobody draws so much, and each value is looked at.</summary>
    private const int MostHandedIn = 200_000;

    /// <summary>Where links were found to come from: many may go a long way together.</summary>
    private readonly Dictionary<string, EditorSource?> _followed = new(StringComparer.Ordinal);

    /// <summary>Of the outermost scope what was handed in anywhere so far.</summary>
    private int _handedIn;

    private readonly Dictionary<EditorNode, EditorScope> _inside = new(ReferenceEqualityComparer.Instance);

    /// <summary>The links that come into the node around it by the names of its inputs, the first one of each.</summary>
    private readonly Dictionary<string, string> _linksIn = (outer?.Node.Inputs ?? []).Where(input => input.Link is not null)
        .GroupBy(input => input.Name).ToDictionary(same => same.Key, same => same.First().Link!, StringComparer.Ordinal);

    private readonly PromotedValues _promoted = outer is { } around
        ? PromotedValues.Of(around.Node, subgraphs, around.Scope.ValuesFor(around.Node))
        : PromotedValues.None;

    public IReadOnlyList<EditorNode> Nodes => graph.Nodes;

    /// <summary>Why it is not known what the node around it hands in, in a sentence; null when it is known.</summary>
    public string? Fault => _promoted.Fault;

    private EditorScope Outermost => outer?.Scope.Outermost ?? this;

    private int Depth => outer is { } around ? around.Scope.Depth + 1 : 0;

    public string IdOf(EditorNode node) => outer is { } around ? $"{around.Scope.IdOf(around.Node)}:{node.Id}" : node.Id;

    /// <summary>The subgraph that the node stands for; null when it stands for none.</summary>
    public EditorScope? Inside(EditorNode node)
    {
        if (_inside.TryGetValue(node, out var known))
        {
            return known;
        }

        if (!subgraphs.TryGetValue(node.Type, out var inner))
        {
            return null;
        }

        if (Depth >= EditorGraph.DeepestSubgraph)
        {
            throw new BrokenWorkflowException("Its subgraphs hold each other.");
        }

        Outermost.Spend(PromotedValues.CostOf(node, inner));
        return _inside[node] = new(inner, subgraphs, (this, node));
    }

    private void Spend(int values)
    {
        _handedIn += values;
        if (_handedIn > MostHandedIn)
        {
            throw new BrokenWorkflowException($"Its nodes that stand for subgraphs hand in more than {MostHandedIn} values.");
        }
    }

    /// <summary>The values that the node around it has for widgets of this one, in place of its own, by their names.</summary>
    public IReadOnlyDictionary<string, JsonElement> ValuesFor(EditorNode node) => _promoted.For(node.Id);

    /// <summary>What comes in by the link; null when nothing does.</summary>
    public EditorSource? Follow(string? link, int way = 0)
    {
        if (link is null || !graph.Links.TryGetValue(link, out var found))
        {
            return null;
        }

        if (_followed.TryGetValue(link, out var known))
        {
            return known;
        }

        if (way > LongestWay)
        {
            throw new BrokenWorkflowException("Its reroutes lead in a circle.");
        }

        return _followed[link] = found.Origin == EditorGraph.InputNode ? FromOutside(found.OriginSlot, way + 1)
            : graph.Find(found.Origin) is { IsMuted: false } origin ? From(origin, found, way + 1)
            : null;
    }

    private EditorSource? From(EditorNode origin, EditorLink link, int way)
    {
        if (origin.IsBypassed)
        {
            return Follow(BypassOf(origin, link), way);
        }

        if (Inside(origin) is { } inner)
        {
            return inner.Follow(inner.LinkOut(link.OriginSlot), way);
        }

        return EditorClasses.KindOf(origin.Type) switch
        {
            EditorKind.Passing => Follow(origin.Inputs.Count > 0 ? origin.Inputs[0].Link : null, way),
            EditorKind.Getting => FromSetter(origin.FirstValue?.ToString(), way),
            EditorKind.Value => ValueOf(origin) is { } value ? new(null, 0, value) : null,
            EditorKind.Decoration => null,
            _ => new(IdOf(origin), link.OriginSlot, null),
        };
    }

    private JsonElement? ValueOf(EditorNode primitive) =>
        ValuesFor(primitive).TryGetValue("value", out var value) ? value : primitive.FirstValue;

    /// <summary>The input that stands opposite the output, or else the first one, of the link's type.</summary>
    private static string? BypassOf(EditorNode node, EditorLink link)
    {
        var opposite = node.Inputs.Skip(link.OriginSlot).Take(1);
        return opposite.Concat(node.Inputs).FirstOrDefault(
            input => (input.Type == link.Type || link.Type == "*") && input.Link is not null)?.Link;
    }

    private string? LinkOut(int slot) => graph.LinksOut.GetValueOrDefault(slot);

    private EditorSource? FromOutside(int slot, int way)
    {
        if (outer is not { } around || slot < 0 || slot >= graph.InputNames.Count)
        {
            return null;
        }

        var name = graph.InputNames[slot];
        return _linksIn.TryGetValue(name, out var link) ? around.Scope.Follow(link, way)
            : _promoted.ByInput.TryGetValue(name, out var value) ? new(null, 0, value)
            : null;
    }

    private EditorSource? FromSetter(string? name, int way) => graph.Setters.TryGetValue(name ?? "", out var setter)
        ? Follow(setter.Inputs[0].Link, way)
        : outer?.Scope.FromSetter(name, way);
}
