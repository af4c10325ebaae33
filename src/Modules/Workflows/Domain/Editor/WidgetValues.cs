using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Workflows.Domain.Editor;

/// <summary>
/// Gives the values of a node's widgets their names. The editor saves them in the order of the class's inputs, with a value more
/// behind each seed, for how it is drawn, and behind each upload, for its button.
/// </summary>
internal static class WidgetValues
{
    private static readonly string[] _draws = ["fixed", "increment", "decrement", "randomize", "increment-wrap"];
    private static readonly string[] _buttons = ["image", "video", "audio", "upload", "file", ""];
    private static readonly string[] _seeds = ["seed", "noise_seed"];

    /// <summary>The values by input, or what does not fit, in a sentence.</summary>
    public static (IReadOnlyDictionary<string, JsonElement> Values, string? Fault) Of(EditorNode node, NodeClass known)
    {
        var widgets = known.Inputs.Where(IsWidget).ToList();
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (known.Inputs.FirstOrDefault(
            input => input.Type.StartsWith("COMFY_", StringComparison.Ordinal) && !input.IsOptional) is { } moving)
        {
            return (values, $"its input {Wording.Quote(moving.Name)} changes with its values, which cannot be read from such a file.");
        }

        if (node.Values is { ValueKind: JsonValueKind.Object } named)
        {
            foreach (var widget in widgets.Where(widget => named.TryGetProperty(widget.Name, out _)))
            {
                values[widget.Name] = named.GetProperty(widget.Name);
            }

            return (values, null);
        }

        var rest = new Queue<JsonElement>(node.Values is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : []);
        foreach (var widget in widgets)
        {
            if (!rest.TryDequeue(out var value))
            {
                break;
            }

            if (WidgetFit.Fault(widget, value) is { } fault)
            {
                return (values, fault);
            }

            values[widget.Name] = value;
            SkipExtra(widget, rest);
        }

        return (values, null);
    }

    /// <summary>Whether the editor shows it as a field, which has a value even when something is linked to it.</summary>
    public static bool IsWidget(NodeInput input) => !input.IsSocket && input.Type is "INT" or "FLOAT" or "STRING" or "BOOLEAN" or "COMBO";

    /// <summary>Whether it is the value behind a seed.</summary>
    public static bool IsDraw(JsonElement value) => value.ValueKind == JsonValueKind.String && _draws.Contains(value.GetString());

    private static void SkipExtra(NodeInput widget, Queue<JsonElement> rest)
    {
        if (!rest.TryPeek(out var next) || next.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            return;
        }

        var word = next.ValueKind == JsonValueKind.Null ? "" : next.GetString();
        if ((widget.Type == "INT" && (widget.IsDrawn || _seeds.Contains(widget.Name)) && _draws.Contains(word))
            || (widget.Upload is not null && _buttons.Contains(word)))
        {
            rest.Dequeue();
        }
    }
}
