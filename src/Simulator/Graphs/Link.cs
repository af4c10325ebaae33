using System.Text.Json;
using System.Text.Json.Nodes;

namespace ArtEngine.ComfySimulator.Graphs;

/// <summary>An input that takes another node's output: <c>["id", slot]</c>.</summary>
internal readonly record struct Link(string NodeId, int Slot)
{
    public static Link? From(JsonNode? input)
    {
        if (input is not JsonArray { Count: 2 } pair || pair[0] is not JsonValue id || pair[1] is not JsonValue slot)
        {
            return null;
        }

        var isLink = id.GetValueKind() == JsonValueKind.String && slot.GetValueKind() == JsonValueKind.Number;
        return isLink && slot.TryGetValue(out int index) ? new Link(id.GetValue<string>(), index) : null;
    }
}
