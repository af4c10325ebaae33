using System.Text.Json;

namespace ArtEngine.Workflows.Domain.Editor;

/// <summary>A graph of ComfyUI's editor: the whole file, or one of its subgraphs.</summary>
/// <param name="Nodes">Its nodes, in file order.</param>
/// <param name="Links">Its links by id.</param>
/// <param name="InputNames">Of a subgraph the names of its inputs, by slot.</param>
internal sealed record EditorGraph(
    IReadOnlyList<EditorNode> Nodes, IReadOnlyDictionary<string, EditorLink> Links, IReadOnlyList<string> InputNames)
{
    /// <summary>What links begin at that come into a subgraph.</summary>
    public const string InputNode = "-10";

    /// <summary>What links lead to that leave a subgraph.</summary>
    public const string OutputNode = "-20";

    /// <summary>Subgraphs in subgraphs.</summary>
    public const int DeepestSubgraph = 32;

    private ILookup<(string NodeId, string Widget), string>? _inputsByWidget;
    private ILookup<(string NodeId, string Widget, string? Deepest), string>? _inputsByDeepest;

    private readonly Dictionary<string, EditorNode> _byId =
        Nodes.GroupBy(node => node.Id).ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);

    /// <summary>Of a subgraph the link that leaves it by each output.</summary>
    public IReadOnlyDictionary<int, string> LinksOut { get; } = Links.Where(link => link.Value.Target == OutputNode)
        .GroupBy(link => link.Value.TargetSlot).ToDictionary(same => same.Key, same => same.First().Key);

    /// <summary>Of a subgraph the inputs that lead to widgets, each with the first one that it leads to.</summary>
    public IReadOnlyDictionary<string, (string NodeId, string Widget)> WidgetInputs { get; } = WidgetsBehind(Nodes, Links, InputNames);

    /// <summary>The names of the inputs by the widgets that they lead to, once for all nodes that stand for the subgraph.</summary>
    public ILookup<(string NodeId, string Widget), string> InputsByWidget =>
        _inputsByWidget ??= WidgetInputs.ToLookup(input => input.Value, input => input.Key);

    /// <summary>The nodes that give something a name, by that name.</summary>
    public IReadOnlyDictionary<string, EditorNode> Setters { get; } = Nodes
        .Where(node => EditorClasses.IsSetter(node.Type) && !node.IsMuted && node.Inputs.Count > 0)
        .GroupBy(node => node.FirstValue?.ToString() ?? "").ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);

    public EditorNode? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// The names of the inputs by the inner node, what a widget that comes out of several subgraphs is called in the innermost one, and the
    /// node in there; null for whichever it is.
    /// </summary>
    /// <param name="subgraphs">All subgraphs by id.</param>
    public ILookup<(string NodeId, string Widget, string? Deepest), string> InputsByDeepest(
        IReadOnlyDictionary<string, EditorGraph> subgraphs)
    {
        return _inputsByDeepest ??= WidgetInputs.SelectMany(Places).ToLookup(input => input.Place, input => input.Name);

        IEnumerable<((string, string, string?) Place, string Name)> Places(KeyValuePair<string, (string NodeId, string Widget)> input)
        {
            var (node, widget) = Deepest(input.Value, subgraphs);
            return [((input.Value.NodeId, widget, node), input.Key), ((input.Value.NodeId, widget, null), input.Key)];
        }
    }

    private (string NodeId, string Widget) Deepest(
        (string NodeId, string Widget) widget, IReadOnlyDictionary<string, EditorGraph> subgraphs)
    {
        var graph = this;
        for (var depth = 0; depth < DeepestSubgraph; depth++)
        {
            if (!subgraphs.TryGetValue(graph.Find(widget.NodeId)?.Type ?? "", out var inner)
                || !inner.WidgetInputs.TryGetValue(widget.Widget, out var within))
            {
                break;
            }

            (graph, widget) = (inner, within);
        }

        return widget;
    }

    /// <summary>Whether it is a file of the editor.</summary>
    public static bool Is(JsonElement root) => root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty("nodes", out var nodes) && nodes.ValueKind == JsonValueKind.Array
        && root.TryGetProperty("links", out var links) && links.ValueKind == JsonValueKind.Array;

    /// <summary>The file's graph, and its subgraphs by id.</summary>
    public static (EditorGraph Graph, IReadOnlyDictionary<string, EditorGraph> Subgraphs) Read(JsonElement root)
    {
        var subgraphs = new Dictionary<string, EditorGraph>(StringComparer.Ordinal);
        foreach (var subgraph in Items(Member(Member(root, "definitions"), "subgraphs")))
        {
            subgraphs[Text(subgraph, "id") ?? ""] = ReadGraph(subgraph);
        }

        return (ReadGraph(root), subgraphs);
    }

    /// <summary>What its nodes are, those of subgraphs included.</summary>
    public static IReadOnlyList<string> TypesIn(JsonElement root)
    {
        var (graph, subgraphs) = Read(root);
        return [.. subgraphs.Values.Append(graph).SelectMany(one => one.Nodes).Select(node => node.Type).Except(subgraphs.Keys)];
    }

    private static Dictionary<string, (string NodeId, string Widget)> WidgetsBehind(
        IReadOnlyList<EditorNode> nodes, IReadOnlyDictionary<string, EditorLink> links, IReadOnlyList<string> inputNames)
    {
        var widgets = nodes
            .SelectMany(node => node.Inputs.Where(input => input.IsWidget).Select(input => (input.Link, Widget: (node.Id, input.Name))))
            .Where(input => input.Link is not null)
            .GroupBy(input => input.Link!).ToDictionary(same => same.Key, same => same.First().Widget, StringComparer.Ordinal);
        var behind = new Dictionary<string, (string NodeId, string Widget)>(StringComparer.Ordinal);
        foreach (var (id, link) in links.Where(link => link.Value.Origin == InputNode))
        {
            if (link.OriginSlot >= 0 && link.OriginSlot < inputNames.Count && widgets.TryGetValue(id, out var widget))
            {
                behind.TryAdd(inputNames[link.OriginSlot], widget);
            }
        }

        return behind;
    }

    private static EditorGraph ReadGraph(JsonElement graph) => new(
        [.. Items(Member(graph, "nodes")).Select(ReadNode)],
        Items(Member(graph, "links")).Select(ReadLink).OfType<(string Id, EditorLink Link)>()
            .GroupBy(link => link.Id).ToDictionary(same => same.Key, same => same.Last().Link, StringComparer.Ordinal),
        [.. Items(Member(graph, "inputs")).Select(input => Text(input, "name") ?? "")]);

    private static EditorNode ReadNode(JsonElement node) => new(Text(node, "id") ?? "", Text(node, "type") ?? "")
    {
        Mode = Integer(Member(node, "mode")),
        Title = Text(node, "title"),
        Inputs = [.. Items(Member(node, "inputs")).Select(
            input => new EditorSlot(
                Text(input, "name") ?? "", Text(input, "type") ?? "*", Text(input, "link"), Member(input, "widget") is not null))],
        Outputs = [.. Items(Member(node, "outputs")).Select(output => Text(output, "type") ?? "*")],
        Values = Member(node, "widgets_values"),
        NamedValues = Member(node, "widgets_values_named") is { ValueKind: JsonValueKind.Object } named ? named : null,
        Properties = Member(node, "properties"),
    };

    /// <summary>A list in files of the editor, an object in subgraphs and newer files.</summary>
    private static (string Id, EditorLink Link)? ReadLink(JsonElement link) => link.ValueKind switch
    {
        JsonValueKind.Array when link.GetArrayLength() >= 5 => (link[0].ToString(), new(
            link[1].ToString(), Integer(link[2]), link[3].ToString(), Integer(link[4]),
            link.GetArrayLength() > 5 ? link[5].ToString() : "*")),
        JsonValueKind.Object => (Text(link, "id") ?? "", new(
            Text(link, "origin_id") ?? "", Integer(Member(link, "origin_slot")), Text(link, "target_id") ?? "",
            Integer(Member(link, "target_slot")), Text(link, "type") ?? "*")),
        _ => null,
    };

    private static List<JsonElement> Items(JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray()] : [];

    private static int Integer(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var integer) ? integer : 0;

    /// <summary>Ids are numbers in some files and texts in others.</summary>
    private static string? Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String or JsonValueKind.Number } value ? value.ToString() : null;

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var value) &&
        value.ValueKind != JsonValueKind.Null
            ? value
            : null;
}
