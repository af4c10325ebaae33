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

    private const int DeepestSubgraph = 32;

    public IReadOnlyList<EditorNode> Nodes => graph.Nodes;

    private int Depth => outer is { } around ? around.Scope.Depth + 1 : 0;

    public string IdOf(EditorNode node) => outer is { } around ? $"{around.Scope.IdOf(around.Node)}:{node.Id}" : node.Id;

    /// <summary>The subgraph that the node stands for; null when it stands for none.</summary>
    public EditorScope? Inside(EditorNode node) => !subgraphs.TryGetValue(node.Type, out var inner) ? null
        : Depth < DeepestSubgraph ? new(inner, subgraphs, (this, node))
        : throw new BrokenWorkflowException("Its subgraphs hold each other.");

    /// <summary>What comes in by the link; null when nothing does.</summary>
    public EditorSource? Follow(string? link, int way = 0)
    {
        if (link is null || !graph.Links.TryGetValue(link, out var found))
        {
            return null;
        }

        if (way > LongestWay)
        {
            throw new BrokenWorkflowException("Its reroutes lead in a circle.");
        }

        if (found.Origin == EditorGraph.InputNode)
        {
            return FromOutside(found.OriginSlot, way + 1);
        }

        return graph.Find(found.Origin) is { IsMuted: false } origin ? From(origin, found, way + 1) : null;
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
            EditorKind.Value => origin.FirstValue is { } value ? new(null, 0, value) : null,
            EditorKind.Decoration => null,
            _ => new(IdOf(origin), link.OriginSlot, null),
        };
    }

    /// <summary>The input that stands opposite the output, or else the first one, of the link's type.</summary>
    private static string? BypassOf(EditorNode node, EditorLink link)
    {
        var opposite = node.Inputs.Skip(link.OriginSlot).Take(1);
        return opposite.Concat(node.Inputs).FirstOrDefault(
            input => (input.Type == link.Type || link.Type == "*") && input.Link is not null)?.Link;
    }

    private string? LinkOut(int slot) => graph.Links
        .Where(link => link.Value.Target == EditorGraph.OutputNode && link.Value.TargetSlot == slot).Select(link => link.Key)
        .FirstOrDefault();

    private EditorSource? FromOutside(int slot, int way)
    {
        if (outer is not { } around || slot >= graph.InputNames.Count)
        {
            return null;
        }

        var input = around.Node.Inputs.FirstOrDefault(input => input.Name == graph.InputNames[slot]);
        return input is null ? null
            : input.Link is not null ? around.Scope.Follow(input.Link, way)
            : OwnValue(around.Node, input) is { } value ? new(null, 0, value) : null;
    }

    /// <summary>What the node that stands for a subgraph has for a widget that the subgraph lets out.</summary>
    private static JsonElement? OwnValue(EditorNode node, EditorSlot input)
    {
        var place = node.Inputs.Where(one => one.IsWidget).ToList().IndexOf(input);
        return place >= 0 && node.Values is { ValueKind: JsonValueKind.Array } values && place < values.GetArrayLength()
            ? values[place]
            : null;
    }

    private EditorSource? FromSetter(string? name, int way)
    {
        var setter = graph.Nodes.FirstOrDefault(
            node => EditorClasses.IsSetter(node.Type) && !node.IsMuted && node.FirstValue?.ToString() == name && node.Inputs.Count > 0);
        return setter is not null ? Follow(setter.Inputs[0].Link, way) : outer?.Scope.FromSetter(name, way);
    }
}
