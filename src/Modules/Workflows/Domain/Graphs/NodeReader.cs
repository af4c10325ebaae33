using System.Runtime.InteropServices;
using System.Text.Json;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>Reads what a node is and what it is linked to.</summary>
internal static class NodeReader
{
    /// <summary>Of two numbers the second is more likely a size than a slot beyond this.</summary>
    private const int LastLikelySlot = 63;

    public static GraphNode Complete(GraphNode node, ReadOnlyMemory<byte> json, WorkflowLimits limits)
    {
        try
        {
            // JSON that names a key twice is read differently by different programs; nobody can tell which one was meant.
            var options = new JsonDocumentOptions { MaxDepth = limits.JsonDepth, AllowDuplicateProperties = false };
            using var document = JsonDocument.Parse(json, options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Complete(node, document.RootElement) : node;
        }
        catch (JsonException)
        {
            throw new BrokenWorkflowException($"{node} names one of its keys twice.");
        }
        catch (InvalidOperationException)
        {
            throw new BrokenWorkflowException($"{node} holds half of a surrogate pair in a name.");
        }
    }

    private static GraphNode Complete(GraphNode node, JsonElement value)
    {
        var inputs = Property(value, "inputs", JsonValueKind.Object);
        var title = Property(Property(value, "_meta", JsonValueKind.Object), "title", JsonValueKind.String);
        return node with
        {
            ClassType = ClassTypeOf(node, value),
            HasInputs = inputs is not null,
            IsMarkedAsOutput = title is { } text && IsMarker(text),
            Title = title?.GetString(),
            Links = inputs is { } all ? [.. all.EnumerateObject().Select(LinkOf).OfType<GraphLink>()] : [],
        };
    }

    private static string? ClassTypeOf(GraphNode node, JsonElement value)
    {
        if (Property(value, "class_type", JsonValueKind.String) is not { } classType)
        {
            return null;
        }

        // Whoever may choose the class may run any node that is installed.
        return Placeholders.Find(JsonMarshal.GetRawUtf8Value(classType)).Count == 0
            ? classType.GetString() is { Length: > 0 } text ? text : null
            : throw new BrokenWorkflowException($"{node} has a placeholder as class_type; a node's class must be fixed.");
    }

    private static bool IsMarker(JsonElement title) =>
        Placeholders.Find(JsonMarshal.GetRawUtf8Value(title)).Any(match => match.Name == Placeholders.OutputNodeId);

    private static GraphLink? LinkOf(JsonProperty input)
    {
        var value = input.Value;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != 2 ||
            value[0].ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
        {
            return null;
        }

        // Python counts true and false as numbers, and so does ComfyUI's test for a link.
        var isNumeric = value[1].ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;
        var slot = value[1].ValueKind == JsonValueKind.Number && value[1].TryGetInt32(out var number) ? number : -1;
        var isValid = slot >= 0;
        var hasNumericId = value[0].ValueKind == JsonValueKind.Number;
        isValid = isValid && (!hasNumericId || slot <= LastLikelySlot);
        var target = hasNumericId ? value[0].GetRawText() : value[0].GetString()!;
        return new GraphLink(input.Name, target, isNumeric, isValid, hasNumericId) { Slot = Math.Max(slot, 0) };
    }

    private static JsonElement? Property(JsonElement? parent, string name, JsonValueKind kind) =>
        parent is { } element && element.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;
}
