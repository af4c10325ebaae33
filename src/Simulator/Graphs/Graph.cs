using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Json;

namespace ArtEngine.ComfySimulator.Graphs;

/// <summary>A workflow in API format. Validation writes coerced values back, as ComfyUI does, so they show in its echoes.</summary>
internal sealed class Graph
{
    private readonly JsonObject json;
    private readonly Dictionary<string, GraphNode> nodes;

    public Graph(JsonObject json, IEnumerable<GraphNode> nodes)
    {
        this.json = json;
        this.nodes = nodes.ToDictionary(node => node.Id, StringComparer.Ordinal);
        Ids = [.. json.Select(pair => pair.Key)];
    }

    /// <summary>In the order they were written.</summary>
    public IReadOnlyList<string> Ids { get; }

    public GraphNode this[string id] => nodes[id];

    public GraphNode? Find(string id) => nodes.GetValueOrDefault(id);

    public RawJson ToRaw() => ComfyJson.ToRaw(json);

    /// <summary>The text for pictures: nodes that never equal themselves are marked so, which makes it no valid JSON.</summary>
    public RawJson ToPictureText()
    {
        var marked = Ids.Where(id => nodes[id].Type.MarksNaN).ToList();
        if (marked.Count == 0)
        {
            return ToRaw();
        }

        var copy = json.DeepClone().AsObject();
        foreach (var id in marked)
        {
            copy[id]!["is_changed"] = new JsonArray("\uE000");
        }

        return new RawJson(ComfyJson.ToRaw(copy).Text.Replace("\"\\uE000\"", "NaN", StringComparison.Ordinal));
    }
}
