using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ArtEngine.Generation.Domain.Rendering;

/// <summary>Puts the names that a server has for pictures into a graph.</summary>
internal static class GraphPictures
{
    /// <summary>Texts as people wrote them.</summary>
    private static readonly JsonSerializerOptions GraphJson = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Fill(string graph, IReadOnlyCollection<(string NodeId, string Input, string Name)> names)
    {
        var nodes = JsonNode.Parse(graph)!.AsObject();
        foreach (var (nodeId, input, name) in names)
        {
            nodes[nodeId]!["inputs"]![input] = name;
        }

        return nodes.ToJsonString(GraphJson);
    }
}
