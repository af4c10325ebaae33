using System.Text.Json;

namespace ArtEngine.Generation.Domain;

/// <summary>A node of a graph and its inputs that are texts: what a server must have to run it.</summary>
internal sealed record NodeNeed(string NodeId, string ClassType, IReadOnlyDictionary<string, string> Texts);

/// <summary>Reads from a graph what it asks of a server.</summary>
internal static class GraphNeeds
{
    /// <summary>The inputs of loaders that name the large model of a graph.</summary>
    private static readonly string[] ModelInputs = ["ckpt_name", "unet_name", "model_name"];

    public static IReadOnlyList<NodeNeed> Read(string graph)
    {
        using var json = JsonDocument.Parse(graph);
        return [.. json.RootElement.EnumerateObject().Select(ReadNode).OfType<NodeNeed>()];
    }

    /// <summary>The model that the graph loads first; null when it loads none.</summary>
    public static string? Checkpoint(IReadOnlyList<NodeNeed> needs) => needs
        .Where(need => need.ClassType.Contains("Loader", StringComparison.OrdinalIgnoreCase))
        .SelectMany(need => ModelInputs.Select(input => need.Texts.GetValueOrDefault(input))).FirstOrDefault(model => model is not null);

    private static NodeNeed? ReadNode(JsonProperty node)
    {
        if (node.Value.ValueKind != JsonValueKind.Object || !node.Value.TryGetProperty("class_type", out var classType) ||
            classType.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var texts = node.Value.TryGetProperty("inputs", out var inputs) && inputs.ValueKind == JsonValueKind.Object
            ? inputs.EnumerateObject().Where(input => input.Value.ValueKind == JsonValueKind.String)
                .ToDictionary(input => input.Name, input => input.Value.GetString()!)
            : [];
        return new(node.Name, classType.GetString()!, texts);
    }
}
