using System.Globalization;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Servers;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>
/// Reads what a node tells that it made. Any key may hold files, however deep in lists: objects with a file name. Texts are
/// told under a few keys; what else stands there is for ComfyUI's own page.
/// </summary>
internal static class ComfyUiOutputs
{
    private const int DeepestList = 8;

    private static readonly HashSet<string> TextKeys = new(StringComparer.Ordinal)
        { "text", "texts", "string", "strings", "value", "values", "json", "result", "caption", "captions" };

    /// <summary>Objects under these are values as any other.</summary>
    private static readonly HashSet<string> ObjectKeys = new(StringComparer.Ordinal) { "json", "value", "values" };

    private static readonly string[] ModelExtensions =
        [".glb", ".gltf", ".obj", ".fbx", ".stl", ".ply", ".usdz", ".splat", ".ksplat", ".spz"];

    /// <summary>The files and texts of one node, in their order.</summary>
    public static IEnumerable<RenderedFile> Read(string nodeId, JsonElement output) =>
        output.EnumerateObject().SelectMany(kind => ReadKind(nodeId, kind.Name, kind.Value));

    private static IEnumerable<RenderedFile> ReadKind(string nodeId, string kind, JsonElement told) =>
        TextKeys.Contains(kind) && LettersOf(told) is { } text
            ? [Text(nodeId, kind, 0, text)]
            : Leaves(told, 0).Select((leaf, index) => ReadLeaf(nodeId, kind, index, leaf)).OfType<RenderedFile>();

    private static IEnumerable<JsonElement> Leaves(JsonElement told, int depth) =>
        told.ValueKind != JsonValueKind.Array ? [told]
        : depth < DeepestList ? told.EnumerateArray().SelectMany(item => Leaves(item, depth + 1))
        : [];

    private static RenderedFile? ReadLeaf(string nodeId, string kind, int index, JsonElement leaf) => leaf.ValueKind switch
    {
        JsonValueKind.Object when Word(leaf, "filename") is { Length: > 0 } name =>
            new(nodeId, kind, index, name, Word(leaf, "subfolder"), Word(leaf, "type") is { Length: > 0 } folder ? folder : "output"),
        JsonValueKind.Object when ObjectKeys.Contains(kind) => Text(nodeId, kind, index, leaf.GetRawText()),
        JsonValueKind.String when kind == "result" && IsModelPath(leaf.GetString()!) => Model(nodeId, index, leaf.GetString()!),
        JsonValueKind.String when TextKeys.Contains(kind) => Text(nodeId, kind, index, leaf.GetString()!),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when TextKeys.Contains(kind) =>
            Text(nodeId, kind, index, leaf.GetRawText()),
        _ => null,
    };

    private static RenderedFile Text(string nodeId, string kind, int index, string text) =>
        new(nodeId, kind, index, $"{kind}_{nodeId}_{index}.txt", "", "output", text);

    /// <summary>A viewer names the model that it shows by its path in the folder for outputs.</summary>
    private static RenderedFile Model(string nodeId, int index, string path)
    {
        var slash = path.LastIndexOfAny(['/', '\\']);
        return new(nodeId, "result", index, path[(slash + 1)..], slash < 0 ? "" : path[..slash], "output") { MayBeMissing = true };
    }

    private static bool IsModelPath(string text) =>
        ModelExtensions.Any(extension => text.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// A node that answers a text where a list of texts belongs is taken by its letters: one text each. Null when it is not so.
    /// </summary>
    private static string? LettersOf(JsonElement told) =>
        told.ValueKind == JsonValueKind.Array && told.GetArrayLength() > 1 && told.EnumerateArray().All(IsLetter)
            ? string.Concat(told.EnumerateArray().Select(letter => letter.GetString()))
            : null;

    private static bool IsLetter(JsonElement item) => item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 } text &&
        StringInfo.GetNextTextElementLength(text) == text.Length;

    private static string Word(JsonElement element, string property) =>
        element.TextOf(property) ?? "";
}
