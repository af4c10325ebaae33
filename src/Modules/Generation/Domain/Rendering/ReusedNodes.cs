using System.Text.Json;

namespace ArtEngine.Generation.Domain.Rendering;

/// <summary>The nodes of a graph whose files were made of nothing but what an earlier render had made.</summary>
internal static class ReusedNodes
{
    /// <param name="graph">The graph; null when it is not known any more.</param>
    /// <param name="cached">The nodes that need not run, since their results were still there.</param>
    /// <returns>Those of them, and the nodes that run but read of nothing else, as savers do.</returns>
    public static IReadOnlySet<string> Of(string? graph, IReadOnlyCollection<string> cached)
    {
        var reused = cached.ToHashSet();
        if (reused.Count == 0 || graph is null)
        {
            return reused;
        }

        using var json = JsonDocument.Parse(graph, new() { MaxDepth = 1_000 });
        reused.UnionWith([.. json.RootElement.EnumerateObject().Where(node => ReadsOnly(cached, node.Value)).Select(node => node.Name)]);
        return reused;
    }

    private static bool ReadsOnly(IReadOnlyCollection<string> cached, JsonElement node)
    {
        var sources = node.ValueKind == JsonValueKind.Object && node.TryGetProperty("inputs", out var inputs) &&
            inputs.ValueKind == JsonValueKind.Object
                ? inputs.EnumerateObject().Select(input => SourceOf(input.Value)).OfType<string>().ToList()
                : [];
        return sources.Count > 0 && sources.TrueForAll(cached.Contains);
    }

    /// <summary>Of <c>["4", 0]</c> the node; null when the input is a value.</summary>
    private static string? SourceOf(JsonElement input) =>
        input.ValueKind == JsonValueKind.Array && input.GetArrayLength() == 2 && input[0].ValueKind == JsonValueKind.String &&
        input[1].ValueKind == JsonValueKind.Number ? input[0].GetString() : null;
}
