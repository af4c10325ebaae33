using System.Text.Json;
using ArtEngine.Generation.Application;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Reads the text messages of ComfyUI's socket; those that tell nothing about a prompt's way are null.</summary>
internal static class ComfyUiEvents
{
    public static RenderEvent? Read(byte[] message)
    {
        using var json = LenientJson.Parse(message);
        var root = json.RootElement;
        if (!root.TryGetProperty("type", out var type) || !root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object)
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
            return type.ValueEquals("progress_state") || type.ValueEquals("progress") ? new RenderProgressed(Guid.Empty, 0, null, 0, 1) : null;
        }

        return type.GetString() switch
        {
            "execution_start" => new RenderStarted(promptId),
            "execution_cached" => ReadCached(promptId, data.GetProperty("nodes")),
            "executed" when data.TryGetProperty("output", out var output) && output.ValueKind == JsonValueKind.Object =>
                new NodeFinished(promptId, [.. ComfyUiHistory.ReadFiles(data.GetProperty("node").GetString()!, output)]),
            "progress_state" => ReadProgress(promptId, data.GetProperty("nodes")),
            // Told after success, error and interruption alike, and only once the prompt is in the history.
            "executing" when data.GetProperty("node").ValueKind == JsonValueKind.Null => new RenderEnded(promptId),
            _ => null,
        };
    }

    private static NodesCached ReadCached(Guid promptId, JsonElement nodes) => nodes.GetArrayLength() == 0
        ? new(promptId, 0)
        : new(promptId, nodes.GetArrayLength()) { Nodes = [.. nodes.EnumerateArray().Select(node => node.ToString())] };

    private static RenderProgressed ReadProgress(Guid promptId, JsonElement nodes)
    {
        var finished = new List<string>();
        JsonProperty? running = null;
        foreach (var node in nodes.EnumerateObject())
        {
            if (node.Value.GetProperty("state").ValueEquals("finished"))
            {
                finished.Add(node.Name);
            }
            else
            {
                running = node;
            }
        }

        var (name, step, steps) = running is { } current
            ? (current.Name, current.Value.GetProperty("value").GetDouble(), current.Value.GetProperty("max").GetDouble())
            : (null, 0, 1);
        return new(promptId, finished.Count, name, step, steps) { Finished = finished.Count == 0 ? [] : finished };
    }
}
