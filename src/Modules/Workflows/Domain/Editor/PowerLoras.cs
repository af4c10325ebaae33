using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace ArtEngine.Workflows.Domain.Editor;

/// <summary>The loras of "Power Lora Loader (rgthree)", whose class declares none: its pack numbers what people add.</summary>
internal static class PowerLoras
{
    public static bool Is(EditorNode node) => node.Type == "Power Lora Loader (rgthree)";

    /// <summary>By the names that the pack exports them under.</summary>
    public static Dictionary<string, JsonElement> Of(EditorNode node)
    {
        var hasTwo = node.Properties is { ValueKind: JsonValueKind.Object } properties
            && properties.TryGetProperty("Show Strengths", out var shown)
            && shown.ValueKind == JsonValueKind.String && shown.ValueEquals("Separate Model & Clip"u8);
        var list = node.Values is { ValueKind: JsonValueKind.Array } values ? values.EnumerateArray() : default;
        return list.Where(value => value.ValueKind == JsonValueKind.Object && value.TryGetProperty("lora", out _))
            .Select((value, at) => (Name: string.Create(CultureInfo.InvariantCulture, $"lora_{at + 1}"), Value: Exported(value, hasTwo)))
            .ToDictionary(lora => lora.Name, lora => lora.Value, StringComparer.Ordinal);
    }

    /// <summary>The second strength counts where it is shown only.</summary>
    private static JsonElement Exported(JsonElement value, bool hasTwo)
    {
        // Of a member that is there twice the last one counts.
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            members[member.Name] = member.Value.GetRawText();
        }

        if (!hasTwo)
        {
            members.Remove("strengthTwo");
        }
        else if (members.GetValueOrDefault("strengthTwo") is null or "null")
        {
            members["strengthTwo"] = "1";
        }

        var lora = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(lora))
        {
            writer.WriteStartObject();
            foreach (var (name, raw) in members)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(raw, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(lora.WrittenSpan);
    }
}
