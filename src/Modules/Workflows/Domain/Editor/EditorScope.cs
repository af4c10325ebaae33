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

    /// <summary>Where links were found to come from: many may go a long way together.</summary>
    private readonly Dictionary<string, EditorSource?> _followed = new(StringComparer.Ordinal);

    private readonly Dictionary<EditorNode, EditorScope> _inside = new(ReferenceEqualityComparer.Instance);
    private readonly Lazy<Dictionary<string, HandedIn>> _handedIn = new(() => HandedIn.Of(outer?.Node));

    public IReadOnlyList<EditorNode> Nodes => graph.Nodes;

    private int Depth => outer is { } around ? around.Scope.Depth + 1 : 0;

    public string IdOf(EditorNode node) => outer is { } around ? $"{around.Scope.IdOf(around.Node)}:{node.Id}" : node.Id;

    /// <summary>The subgraph that the node stands for; null when it stands for none.</summary>
    public EditorScope? Inside(EditorNode node)
    {
        if (_inside.TryGetValue(node, out var known))
        {
            return known;
        }

        return !subgraphs.TryGetValue(node.Type, out var inner) ? null
            : Depth < DeepestSubgraph ? _inside[node] = new(inner, subgraphs, (this, node))
            : throw new BrokenWorkflowException("Its subgraphs hold each other.");
    }

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

    private string? LinkOut(int slot) => graph.LinksOut.GetValueOrDefault(slot);

    private EditorSource? FromOutside(int slot, int way)
    {
        if (outer is not { } around || slot < 0 || slot >= graph.InputNames.Count)
        {
            return null;
        }

        return !_handedIn.Value.TryGetValue(graph.InputNames[slot], out var handed) ? null
            : handed.Link is not null ? around.Scope.Follow(handed.Link, way)
            : handed.Value is { } value ? new(null, 0, value) : null;
    }

    private EditorSource? FromSetter(string? name, int way) => graph.Setters.TryGetValue(name ?? "", out var setter)
        ? Follow(setter.Inputs[0].Link, way)
        : outer?.Scope.FromSetter(name, way);

    /// <summary>What the node that stands for a subgraph hands in.</summary>
    /// <param name="Link">The link that comes in; null when none does.</param>
    /// <param name="Value">What it has for a widget that the subgraph lets out; null when there is none.</param>
    private readonly record struct HandedIn(string? Link, JsonElement? Value)
    {
        /// <summary>By the inputs' names, the first one of each; the node's values are those of its widgets, in their order.</summary>
        public static Dictionary<string, HandedIn> Of(EditorNode? node)
        {
            var values = new Queue<JsonElement>(node?.Values is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : []);
            var handedIn = new Dictionary<string, HandedIn>(StringComparer.Ordinal);
            foreach (var input in node?.Inputs ?? [])
            {
                var value = input.IsWidget && values.TryDequeue(out var own) ? own : (JsonElement?)null;
                handedIn.TryAdd(input.Name, new(input.Link, value));
            }

            return handedIn;
        }
    }
}
