using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ArtEngine.ComfySimulator.Execution;

/// <summary>A value written into the graph, as nodes get it: text, truth or number. Decimal holds every seed.</summary>
internal static class PlainValue
{
    public static object? Of(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number => Number(value.ToJsonString()),
        _ => value.ToJsonString(),
    };

    private static decimal Number(string text)
    {
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        return text.StartsWith('-') ? decimal.MinValue : decimal.MaxValue;
    }
}
