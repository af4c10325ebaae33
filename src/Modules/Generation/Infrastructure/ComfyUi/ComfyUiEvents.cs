using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Servers;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Reads the text messages of ComfyUI's socket; those that tell nothing about a prompt's way are null.</summary>
internal static class ComfyUiEvents
{
    public static RenderEvent? Read(byte[] message)
    {
        using var json = LenientJson.Parse(message);
        var root = json.RootElement;
        if (!root.TryGetProperty("type", out var type) || !root.TryGetProperty("data", out var data) ||
            data.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (type.ValueEquals("status"))
        {
            return new QueueMoved();
        }

        // Not every message names its prompt, and ids of other clients may be any string.
        if (!data.TryGetProperty("prompt_id", out var id) || id.ValueKind != JsonValueKind.String || !id.TryGetGuid(out var promptId))
        {
            // Pictures that follow are not of ours.
            return type.ValueEquals("progress_state") || type.ValueEquals("progress")
                ? new RenderProgressed(Guid.Empty, 0, null, 0, 1)
                : null;
        }

        return type.GetString() switch
        {
            "execution_start" => new RenderStarted(promptId),
            "execution_cached" => ReadCached(promptId, data.GetProperty("nodes")),
            "executed" when data.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.Object =>
                new NodeFinished(promptId, [.. ComfyUiOutputs.Read(data.GetProperty("node").GetString()!, output)]),
            "progress_state" => ReadProgress(promptId, data.GetProperty("nodes")),
            // Any other error is the end of the prompt, and looked up.
            "execution_error" when data.TextOf("exception_type") == "ExecutionBlocked" =>
                new NodeBlocked(promptId, data.TextOf("node_id") ?? "", data.TextOf("exception_message") ?? ""),
            "execution_success" => new RenderSucceeded(promptId),
            // Told after success, error and interruption alike, and only once the prompt is in the history.
            "executing" when data.GetProperty("node").ValueKind == JsonValueKind.Null => new RenderEnded(promptId),
            _ => null,
        };
    }

    private static NodesCached ReadCached(Guid promptId, JsonElement nodes) => nodes.GetArrayLength() == 0
        ? new(promptId, 0)
        : new(promptId, nodes.GetArrayLength()) { Nodes = [.. nodes.EnumerateArray().Select(node => node.ToString())] };

    /// <summary>
    /// Nodes that others made while they ran (loops, expansions) are not of the graph: the one that made them stands for them.
    /// </summary>
    private static RenderProgressed ReadProgress(Guid promptId, JsonElement nodes)
    {
        var finished = new List<string>();
        JsonProperty? running = null;
        foreach (var node in nodes.EnumerateObject())
        {
            if (!node.Value.GetProperty("state").ValueEquals("finished"))
            {
                running = node;
            }
            else if (MakerOf(node.Value) is null)
            {
                finished.Add(node.Name);
            }
        }

        var (name, step, steps) = running is { } current ? ReadRunning(current) : (null, 0, 1);
        return new(promptId, finished.Count, name, step, steps) { Finished = finished.Count == 0 ? [] : finished };
    }

    private static (string Name, double Step, double Steps) ReadRunning(JsonProperty node) => MakerOf(node.Value) is { } maker
        ? (maker, 0, 1)
        : (node.Name, Number(node.Value, "value"), Number(node.Value, "max"));

    /// <summary>The node of the graph that made this one while it ran; null when it is of the graph itself.</summary>
    private static string? MakerOf(JsonElement node) =>
        node.TextOf("parent_node_id") is null ? null : node.TextOf("display_node_id") ?? node.TextOf("parent_node_id");

    private static double Number(JsonElement node, string property) =>
        node.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) &&
            double.IsFinite(number) ? number : 0;
}
