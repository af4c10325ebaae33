using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>Reads what a history entry says of the prompt's end.</summary>
internal static class ComfyUiHistory
{
    private const int LongestMessage = 1_000;

    /// <summary>An entry that is not as ComfyUI writes it tells nothing about the render.</summary>
    public static RenderState Read(JsonElement entry)
    {
        try
        {
            return ReadEnd(entry);
        }
        catch (Exception exception) when (
            exception is KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            return new RenderState.Failed(
                new(FaultCodes.ResultUnreadable, "What the ComfyUI server says of the render's end cannot be read."));
        }
    }

    private static RenderState ReadEnd(JsonElement entry)
    {
        var status = entry.GetProperty("status");
        var messages = Messages(status);
        if (status.GetProperty("status_str").ValueEquals("success"))
        {
            return new RenderState.Finished([.. FilesOf(entry.GetProperty("outputs"))], ReadDuration(messages))
            {
                Cached = ReadCached(messages),
            };
        }

        // An interrupted prompt is an "error" too; only the messages tell.
        if (messages.ContainsKey("execution_interrupted"))
        {
            return new RenderState.Failed(new(FaultCodes.Interrupted, "The render was interrupted at the ComfyUI server."));
        }

        return new RenderState.Failed(messages.TryGetValue("execution_error", out var error)
            ? ReadError(error)
            : new(FaultCodes.NodeError, "ComfyUI could not execute the workflow and does not say why."));
    }

    private static Dictionary<string, JsonElement> Messages(JsonElement status)
    {
        var messages = new Dictionary<string, JsonElement>();
        foreach (var message in status.GetProperty("messages").EnumerateArray())
        {
            messages[message[0].GetString()!] = message[1];
        }

        return messages;
    }

    private static IEnumerable<RenderedFile> FilesOf(JsonElement outputs) => outputs.EnumerateObject()
        .Where(node => node.Value.ValueKind == JsonValueKind.Object).SelectMany(node => ComfyUiOutputs.Read(node.Name, node.Value));

    private static List<string> ReadCached(Dictionary<string, JsonElement> messages) =>
        messages.TryGetValue("execution_cached", out var cached) && cached.TryGetProperty("nodes", out var nodes) &&
        nodes.ValueKind == JsonValueKind.Array
            ? [.. nodes.EnumerateArray().Where(node => node.ValueKind == JsonValueKind.String).Select(node => node.GetString()!)]
            : [];

    private static long? ReadDuration(Dictionary<string, JsonElement> messages) =>
        messages.TryGetValue("execution_start", out var start) && messages.TryGetValue("execution_success", out var end) &&
        start.TryGetProperty("timestamp", out var from) && end.TryGetProperty("timestamp", out var to)
            ? Math.Max(0, Milliseconds(to) - Milliseconds(from))
            : null;

    private static long Milliseconds(JsonElement time) =>
        time.TryGetInt64(out var whole) ? whole : (long)Math.Clamp(time.GetDouble(), 0, 1e15);

    /// <summary>Traceback and inputs hold paths and prompts: they stay at the server.</summary>
    private static RenderFault ReadError(JsonElement error)
    {
        var type = Text(error, "exception_type");
        var message = Text(error, "exception_message").Trim();
        // A short type says more than nothing: many exceptions have no text.
        message = message.Length > 0 ? message : type.Length > 0 ? type : "The node raised an error without a message.";
        var isMemory = type.EndsWith("OutOfMemoryError", StringComparison.Ordinal) || type is "MemoryError" or "builtins.MemoryError" ||
            message.Contains("out of memory", StringComparison.OrdinalIgnoreCase);
        return new(
            isMemory ? FaultCodes.OutOfMemory : FaultCodes.NodeError,
            ForeignText.Clean(message, LongestMessage),
            Text(error, "node_id"),
            Text(error, "node_type"));
    }

    private static string Text(JsonElement element, string property) =>
        element.TextOf(property) ?? "";
}
