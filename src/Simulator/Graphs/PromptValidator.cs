using System.Text.Json;
using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Nodes;

namespace ArtEngine.ComfySimulator.Graphs;

/// <summary>
/// Decides over a submitted graph as ComfyUI does: unknown classes refuse everything, wrong inputs refuse the outputs
/// that depend on them, and one good output is enough for a 200.
/// </summary>
internal sealed class PromptValidator(NodeCatalog catalog, NodeWorld world)
{
    public Verdict Validate(JsonNode? prompt, IReadOnlyCollection<string>? targets)
    {
        if (prompt is not JsonObject json)
        {
            throw new MalformedPromptException("The prompt is no object.");
        }

        var nodes = new List<GraphNode>();
        foreach (var (id, node) in json)
        {
            if (Classify(id, node, out var known) is { } error)
            {
                return Verdict.Refused(error);
            }

            nodes.Add(known!);
        }

        var graph = new Graph(json, nodes);
        var outputs = nodes.Where(node => node.Type.IsOutput && targets?.Contains(node.Id) != false).Select(node => node.Id).ToList();
        return outputs.Count == 0
            ? Verdict.Refused(PromptError.Of("prompt_no_outputs", "Prompt has no outputs"))
            : Judge(graph, outputs);
    }

    private JsonObject? Classify(string id, JsonNode? json, out GraphNode? node)
    {
        node = null;
        if (json is not JsonObject fields)
        {
            throw new MalformedPromptException($"Node {id} is no object.");
        }

        var title = (fields["_meta"] as JsonObject)?["title"]?.ToString();
        var name = fields["class_type"] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : null;
        if (name is null)
        {
            return Missing(
                id,
                null,
                title,
                $"Node '{title ?? $"ID #{id}"}' has no class_type. The workflow may be corrupted or a custom node is missing.");
        }

        if (catalog.Find(name) is not { } type)
        {
            return Missing(id, name, title, $"Node '{title ?? name}' not found. The custom node may not be installed.");
        }

        node = new GraphNode(id, type, fields["inputs"] as JsonObject);
        return null;
    }

    private static JsonObject Missing(string id, string? className, string? title, string message) => PromptError.Of(
        "missing_node_type",
        message,
        $"Node ID '#{id}'",
        new { NodeId = id, ClassType = className, NodeTitle = title });

    private Verdict Judge(Graph graph, List<string> outputs)
    {
        var inputs = new InputValidator(graph, world);
        var good = outputs.Where(inputs.IsValidOutput).ToList();
        return good.Count > 0
            ? new Verdict(graph, good, inputs.NodeErrors, null)
            : Verdict.Refused(PromptError.Of("prompt_outputs_failed_validation", "Prompt outputs failed validation"), inputs.NodeErrors);
    }
}
