using System.Text.Json;
using ArtEngine.BuildingBlocks;

namespace ArtEngine.Workflows.Domain.Editor;

/// <summary>
/// The values that a node which stands for a subgraph has for widgets inside: of the subgraph's inputs, and of inner nodes that show
/// theirs on it. The editor keeps them in a list, and leaves out the inputs that nothing is linked to when it exports, so that
/// those do not tell whose the values are.
/// </summary>
internal sealed class PromotedValues
{
    private const string Host = "-1";

    private static readonly Dictionary<string, JsonElement> Nothing = [];

    private readonly Dictionary<string, JsonElement> _byInput = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, JsonElement>> _byNode = new(StringComparer.Ordinal);

    private PromotedValues()
    {
    }

    public static PromotedValues None { get; } = new();

    /// <summary>Why it is not known whose the values are, in a sentence; null when it is known.</summary>
    public string? Fault { get; private set; }

    public IReadOnlyDictionary<string, JsonElement> ByInput => _byInput;

    /// <param name="host">The node.</param>
    /// <param name="subgraphs">All subgraphs by id.</param>
    /// <param name="outer">What is handed in from around the node in place of its own values.</param>
    public static PromotedValues Of(
        EditorNode host, IReadOnlyDictionary<string, EditorGraph> subgraphs, IReadOnlyDictionary<string, JsonElement> outer)
    {
        var promoted = new PromotedValues();
        var graph = subgraphs[host.Type];
        var shown = ShownOn(host);

        // With such a list the names may be those of inner widgets, of which several may be called the same.
        if (shown.Count == 0 && host.NamedValues is { } named && named.EnumerateObject().Any())
        {
            promoted.TakeNamed(graph, named);
        }
        else if (host.Values is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0)
        {
            promoted.Pair(InputsOf(host, graph), WithInputs(shown, graph, subgraphs), [.. list.EnumerateArray()]);
        }

        promoted.TakeSetAside(host);
        promoted.TakeOuter(graph, outer);
        return promoted;
    }

    /// <summary>What is looked at, about, to find out whose the values are.</summary>
    public static int CostOf(EditorNode host, EditorGraph graph) =>
        graph.WidgetInputs.Count + host.Inputs.Count + LengthOf(host.Values) + (host.NamedValues?.GetPropertyCount() ?? 0)
        + (host.Properties is { ValueKind: JsonValueKind.Object } properties && properties.TryGetProperty("proxyWidgets", out var list)
            ? LengthOf(list) : 0);

    private static int LengthOf(JsonElement? list) => list is { ValueKind: JsonValueKind.Array } array ? array.GetArrayLength() : 0;

    /// <summary>Those of the inner node's widgets, by their names.</summary>
    public IReadOnlyDictionary<string, JsonElement> For(string nodeId) => _byNode.GetValueOrDefault(nodeId, Nothing);

    /// <summary>What the node shows, each widget that is linked to an input as that input.</summary>
    private static List<Place> WithInputs(List<Place> shown, EditorGraph graph, IReadOnlyDictionary<string, EditorGraph> subgraphs)
    {
        var deepest = graph.InputsByDeepest(subgraphs);
        return [.. shown.Select(place => Only(graph.InputsByWidget[(place.NodeId, place.Widget)])
            ?? Only(deepest[(place.NodeId, place.Widget, place.Deepest)]) ?? place)];
    }

    private static Place? Only(IEnumerable<string> inputs) => inputs.Take(2).ToList() is [var only] ? new(Host, only) : null;

    /// <summary>The names of the inputs that have values: in the node's own order where it lists them all.</summary>
    private static List<string> InputsOf(EditorNode host, EditorGraph graph)
    {
        var own = host.Inputs.Where(input => input.IsWidget).Select(input => input.Name).Distinct().ToList();
        var known = own.Concat(graph.WidgetInputs.Keys).ToHashSet(StringComparer.Ordinal);
        return own.Count == known.Count ? own : [.. graph.InputNames.Where(known.Contains).Distinct()];
    }

    private static List<Place> ShownOn(EditorNode host) =>
        host.Properties is { ValueKind: JsonValueKind.Object } properties
        && properties.TryGetProperty("proxyWidgets", out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(ReadPlace)]
            : [];

    private static Place ReadPlace(JsonElement entry) => entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() >= 2
        ? new(entry[0].ToString(), entry[1].ToString(), entry.GetArrayLength() > 2 ? entry[2].ToString() : null)
        : new("", "");

    private void TakeNamed(EditorGraph graph, JsonElement named)
    {
        var inputs = graph.InputNames.ToHashSet(StringComparer.Ordinal);
        foreach (var member in named.EnumerateObject().Where(member => inputs.Contains(member.Name)))
        {
            Put(new(Host, member.Name), member.Value);
        }
    }

    private void Pair(List<string> inputs, List<Place> shown, List<JsonElement> values)
    {
        // At first the list named only what inner nodes show; linked widgets stood before that.
        var named = shown.Where(place => place.NodeId == Host).Select(place => place.Widget).ToHashSet(StringComparer.Ordinal);
        var first = inputs.Where(name => !named.Contains(name)).Select(name => new Place(Host, name)).ToList();
        List<Place> places = [.. first, .. shown];
        values = values.Count > places.Count ? WithoutDraws(values) : values;

        // What inner nodes showed had its value in the inner node at that time.
        if (values.Skip(first.Count > 0 ? first.Count : places.Count).Any(IsGiven)
            || places.Skip(values.Count).Any(place => place.NodeId == Host))
        {
            Fault = $"it has {values.Count} values for {places.Count} widgets of its subgraph, and it is not known whose they are.";
            return;
        }

        foreach (var (place, value) in places.Zip(values))
        {
            Put(place, value);
        }
    }

    /// <summary>Some writers keep behind a seed how it is drawn.</summary>
    private static List<JsonElement> WithoutDraws(List<JsonElement> values) =>
        [.. values.Where((value, at) => at == 0 || values[at - 1].ValueKind != JsonValueKind.Number || !WidgetList.IsDraw(value))];

    private static bool IsGiven(JsonElement value) => value.ValueKind != JsonValueKind.Null;

    /// <summary>Values that the editor could not give to anybody when it opened an older file are set aside, and go first.</summary>
    private void TakeSetAside(EditorNode host)
    {
        if (host.Properties is not { ValueKind: JsonValueKind.Object } properties
            || !properties.TryGetProperty("proxyWidgetErrorQuarantine", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var entry in list.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object).Reverse())
        {
            if (entry.TryGetProperty("originalEntry", out var original) && ReadPlace(original) is { NodeId: Host } place
                && entry.TryGetProperty("hostValue", out var value))
            {
                Put(place, value);
            }
        }
    }

    /// <summary>A widget of an inner node that stands for a subgraph is one of its inputs, or one of its own inner nodes'.</summary>
    private void TakeOuter(EditorGraph graph, IReadOnlyDictionary<string, JsonElement> outer)
    {
        if (outer.Count == 0)
        {
            return;
        }

        var inputs = graph.InputNames.ToHashSet(StringComparer.Ordinal);
        var widgets = graph.WidgetInputs.ToLookup(input => input.Value.Widget, input => input.Key, StringComparer.Ordinal);
        foreach (var (name, value) in outer)
        {
            var parts = name.Split(": ", 2);
            Place? place = inputs.Contains(name) ? new(Host, name)
                : parts.Length == 2 && graph.Find(parts[0]) is not null ? new(parts[0], parts[1])
                : widgets[name].Take(2).ToList() is [var only] ? new(Host, only)
                : null;
            if (place is { } known)
            {
                Put(known, value);
            }
            else if (!WidgetList.IsDraw(value))
            {
                Fault ??= $"it is not known whose its value {Wording.Quote(name)} is.";
            }
        }
    }

    private void Put(Place place, JsonElement value)
    {
        if (!IsGiven(value))
        {
            return;
        }

        if (place.NodeId == Host)
        {
            _byInput[place.Widget] = value;
            return;
        }

        if (!_byNode.TryGetValue(place.NodeId, out var widgets))
        {
            _byNode[place.NodeId] = widgets = new(StringComparer.Ordinal);
        }

        widgets[place.Widget] = value;
    }

    /// <summary>A widget that a value is for.</summary>
    /// <param name="NodeId">The inner node; <see cref="Host"/> for an input of the subgraph.</param>
    /// <param name="Widget">The widget's or the input's name.</param>
    /// <param name="Deepest">Of one that comes out of several subgraphs the node in the innermost; null when nothing is said.</param>
    private readonly record struct Place(string NodeId, string Widget, string? Deepest = null);
}
