using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ArtEngine.ComfySimulator.Json;

/// <summary>How JSON is read and written here: snake_case names, ASCII only, numbers as they were spelled.</summary>
internal static class ComfyJson
{
    /// <summary>Python's own parser gives up at about this depth.</summary>
    private const int MaxDepth = 900;

    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        MaxDepth = MaxDepth,
    };

    public static byte[] ToBytes(object? value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static RawJson ToRaw(object? value) => new(JsonSerializer.Serialize(value, Options));

    /// <summary>An anonymous object as something that can be changed or compared.</summary>
    public static JsonNode? ToNode(object? value) => Parse(JsonSerializer.SerializeToUtf8Bytes(value, Options));

    public static JsonNode? Parse(ReadOnlySpan<byte> utf8) =>
        JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { MaxDepth = MaxDepth });

    /// <summary>A number the way Python prints a float: always with a point.</summary>
    public static string Float(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny(".eEN∞") ? text.Replace("E", "e", StringComparison.Ordinal) : text + ".0";
    }

    public static JsonNode Number(string text) => JsonNode.Parse(text)!;
}
