using System.Text.Json;

namespace ArtEngine.BuildingBlocks;

/// <summary>Reads members of JSON that may have any shape.</summary>
public static class JsonMembers
{
    /// <summary>The text of a member; null when there is none of this name, or it is no text.</summary>
    public static string? TextOf(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
