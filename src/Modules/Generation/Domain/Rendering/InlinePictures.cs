using System.Text.Json;

namespace ArtEngine.Generation.Domain.Rendering;

/// <summary>Nodes that want a picture itself, in Base64, where others want the name of a file.</summary>
internal static class InlinePictures
{
    /// <summary>More is no text that a graph should hold.</summary>
    public const long MostBytes = 32 * 1024 * 1024;

    private static readonly HashSet<string> _classes = new(StringComparer.Ordinal)
    {
        "ETN_LoadImageBase64", "ETN_LoadMaskBase64", "LoadImageBase64", "LoadImageFromBase64", "Base64ToImage", "Base64ToMask",
        "easy loadImageBase64",
    };

    /// <summary>Their ids.</summary>
    public static IReadOnlySet<string> Of(string graph)
    {
        using var document = JsonDocument.Parse(graph);
        return document.RootElement.EnumerateObject()
            .Where(node => node.Value.ValueKind == JsonValueKind.Object && node.Value.TryGetProperty("class_type", out var type) &&
                type.ValueKind == JsonValueKind.String && _classes.Contains(type.GetString()!))
            .Select(node => node.Name).ToHashSet();
    }
}
