using System.Text.Json;

namespace ArtEngine.Generation.Application.Tracking.Views;

/// <summary>Reads JSON that is stored as text.</summary>
internal static class StoredJson
{
    public static readonly JsonElement Empty = JsonElement.Parse("{}");

    /// <returns>Null when the text is null, is no JSON, or holds half of a surrogate pair, which no answer could hold.</returns>
    public static JsonElement? Read(string? text)
    {
        try
        {
            return text is null ? null : Writable(JsonElement.Parse(text), text);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static JsonElement Writable(JsonElement json, string text)
    {
        // Halves of surrogate pairs are found only by writing; whole pairs are escaped alike.
        if (text.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
        {
            JsonSerializer.SerializeToUtf8Bytes(json);
        }

        return json;
    }
}
