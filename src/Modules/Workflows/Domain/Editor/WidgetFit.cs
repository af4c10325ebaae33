using System.Globalization;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Workflows.Domain.Editor;

/// <summary>Tells values that cannot be an input's: they say that the order is another one than the class's.</summary>
internal static class WidgetFit
{
    /// <summary>Why the value cannot be the input's, in a sentence; null when it can.</summary>
    public static string? Fault(NodeInput input, JsonElement value) => Fits(input, value)
        ? null
        : $"its values do not fit its inputs: {Wording.Quote(input.Name)} cannot be {Wording.Quote(value.ToString())}.";

    private static bool Fits(NodeInput input, JsonElement value) => input.Type switch
    {
        "INT" or "FLOAT" => value.ValueKind is JsonValueKind.Number or JsonValueKind.Null
            || (value.ValueKind == JsonValueKind.String && IsNumberOrPlaceholder(value.GetString()!)),
        "BOOLEAN" => value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object),
        _ => true,
    };

    private static bool IsNumberOrPlaceholder(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || text.Contains("{{", StringComparison.Ordinal);
}
