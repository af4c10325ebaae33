using System.Text.Json;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Workflows.Domain.Editor;

/// <summary>
/// Values without names: in the order of the class's inputs, with more of them behind seeds, for how they are drawn, behind uploads, for
/// the button, and behind boxes, for the fields that they are typed into.
/// </summary>
internal static class WidgetList
{
    private static readonly string[] Draws = ["fixed", "increment", "decrement", "randomize", "increment-wrap"];
    private static readonly string[] Buttons = ["image", "video", "audio", "upload", "file", ""];
    private static readonly string[] Seeds = ["seed", "noise_seed"];

    /// <summary>The values by input, or what does not fit, in a sentence.</summary>
    public static (IReadOnlyDictionary<string, JsonElement> Values, string? Fault) Read(EditorNode node, NodeClass known)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var rest = new Queue<JsonElement>(node.Values is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : []);
        var marked = node.Inputs.Where(slot => slot.IsWidget).Select(slot => slot.Name).ToHashSet(StringComparer.Ordinal);
        var isOld = HasValuesOfSockets(known, marked, rest.Count);
        foreach (var input in known.Inputs)
        {
            if (!rest.TryPeek(out var value))
            {
                break;
            }

            if (!(IsWidget(input) || marked.Contains(input.Name) || IsDrawnHere(input, value)) || (input.IsSocket && !isOld))
            {
                continue;
            }

            rest.Dequeue();
            SkipExtra(input, value, rest);
            if (input.IsSocket)
            {
                continue;
            }

            if (WidgetFit.Fault(input, value) is { } fault)
            {
                return (values, fault);
            }

            values[input.Name] = value;
        }

        return (values, Unclaimed(known, rest));
    }

    /// <summary>Why values that no input took may not be left out, in a sentence; null when they may.</summary>
    /// <remarks>
    /// A pack that draws widgets itself keeps each as a whole. A node that has none and is an output shows what it made last.
    /// </remarks>
    public static string? Unclaimed(NodeClass known, IEnumerable<JsonElement> left) =>
        (known.IsOutput == true && !known.Inputs.Any(input => IsWidget(input) && !input.IsSocket)) || !left.Any(HoldsMore)
            ? null
            : "it has values that none of its inputs takes, so the picture might be another one.";

    /// <summary>Whether it is the value behind a seed.</summary>
    public static bool IsDraw(JsonElement value) => value.ValueKind == JsonValueKind.String && Draws.Contains(value.GetString());

    private static bool HoldsMore(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        _ => false,
    };

    /// <summary>Whether the editor shows it as a field, which has a value even when something is linked to it.</summary>
    private static bool IsWidget(NodeInput input) => input.Type is "INT" or "FLOAT" or "STRING" or "BOOLEAN" or "COMBO";

    /// <summary>What only newer editors show as a field, told by its value: in older files it is a socket.</summary>
    private static bool IsDrawnHere(NodeInput input, JsonElement value) => input.Type switch
    {
        "COLOR" => value.ValueKind == JsonValueKind.String && value.GetString()!.StartsWith('#'),
        "BOUNDING_BOX" or "CURVE" or "RANGE" => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array,
        _ => false,
    };

    /// <summary>
    /// Until its version 1.16 the editor kept a value, which means nothing, also for inputs that are sockets although they could have
    /// been fields. Its own rule tells such lists by how many values they have.
    /// </summary>
    private static bool HasValuesOfSockets(NodeClass known, HashSet<string> marked, int count) =>
        known.Inputs.Any(input => input.IsSocket && IsWidget(input)) && count == known.Inputs
            .Where(input => IsWidget(input) || marked.Contains(input.Name))
            .Sum(input => 1 + (IsSeed(input) ? 1 : 0) + (input.Upload is null ? 0 : 1));

    private static bool IsSeed(NodeInput input) => input.IsDrawn || (input.Type == "INT" && Seeds.Contains(input.Name));

    private static void SkipExtra(NodeInput input, JsonElement value, Queue<JsonElement> rest)
    {
        // Packs that draw the word by themselves leave nothing in its place.
        if (IsSeed(input) && rest.TryPeek(out var next) && (IsDraw(next) || next.ValueKind == JsonValueKind.Null))
        {
            rest.Dequeue();
            SkipFilter(input, next, rest);
        }

        if (input.Upload is not null && rest.TryPeek(out next) && IsButton(next))
        {
            rest.Dequeue();
        }

        var fields = input.Type == "BOUNDING_BOX" && value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Count() : 0;
        while (fields-- > 0 && rest.TryPeek(out next) && next.ValueKind == JsonValueKind.Number)
        {
            rest.Dequeue();
        }
    }

    /// <summary>What is drawn from a list has a filter, too.</summary>
    private static void SkipFilter(NodeInput input, JsonElement draw, Queue<JsonElement> rest)
    {
        if (input.Type == "COMBO" && IsDraw(draw) && rest.TryPeek(out var filter) && filter.ValueKind == JsonValueKind.String)
        {
            rest.Dequeue();
        }
    }

    private static bool IsButton(JsonElement value) => value.ValueKind == JsonValueKind.Null
        || (value.ValueKind == JsonValueKind.String && Buttons.Contains(value.GetString()));
}
