using System.Text.Json;

namespace ArtEngine.Generation.Domain.Rendering;

/// <summary>Output nodes that save nothing: their pictures go to whoever listens, as previews do.</summary>
internal static class SocketSavers
{
    private static readonly string[] _classes = ["SaveImageWebsocket", "ETN_SendImageWebSocket"];

    /// <summary>The ids of such nodes of a graph.</summary>
    public static IReadOnlySet<string> Of(string graph)
    {
        if (!_classes.Any(name => graph.Contains(name, StringComparison.Ordinal)))
        {
            return new HashSet<string>();
        }

        using var json = JsonDocument.Parse(graph, new() { MaxDepth = 1_000 });
        return json.RootElement.EnumerateObject().Where(node => IsSaver(node.Value)).Select(node => node.Name).ToHashSet();
    }

    private static bool IsSaver(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty("class_type", out var name) &&
        name.ValueKind == JsonValueKind.String && _classes.Contains(name.GetString());
}
