using System.Text.Json;
using System.Text.Json.Nodes;

namespace ArtEngine.Generation.Domain.Jobs;

/// <summary>
/// Puts the job's id into the names of the files that a graph saves. ComfyUI numbers files by what lies on its disk and
/// remembers results of equal nodes: with equal names one job could get another's file, or one that was deleted.
/// </summary>
internal static class UniqueNames
{
    private const string Prefix = "filename_prefix";

    /// <summary>The graph as it is when every name holds the id already.</summary>
    public static string In(string graph, Guid jobId)
    {
        var id = jobId.ToString();
        if (JsonNode.Parse(graph) is not JsonObject nodes)
        {
            return graph;
        }

        var isChanged = false;
        foreach (var inputs in nodes.Select(node => node.Value?["inputs"]).OfType<JsonObject>())
        {
            if (inputs[Prefix] is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is var name &&
                !name.Contains(id, StringComparison.OrdinalIgnoreCase))
            {
                inputs[Prefix] = $"{name}-{id}";
                isChanged = true;
            }
        }

        return isChanged ? nodes.ToJsonString(GraphJson) : graph;
    }

    /// <summary>Texts as people wrote them.</summary>
    private static readonly JsonSerializerOptions GraphJson =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
