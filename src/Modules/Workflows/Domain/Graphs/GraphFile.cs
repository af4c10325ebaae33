using System.Text;
using System.Text.Json;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>Finds the graph in a file: behind a byte order mark, in Python's idea of JSON, inside a request or what a page saved.</summary>
internal static class GraphFile
{
    /// <summary>Where graphs lie in requests and in what programs save.</summary>
    private static readonly string[][] Wrappings =
        [["prompt"], ["input", "workflow"], ["input", "prompt"], ["output"], ["workflow"], ["workflow_api"]];

    /// <exception cref="BrokenWorkflowException">The file is empty.</exception>
    public static ReadOnlyMemory<byte> Open(ReadOnlyMemory<byte> file, WorkflowLimits limits)
    {
        var json = file.Span.StartsWith("\uFEFF"u8) ? file[3..] : file;
        return json.Span.Trim(" \t\r\n"u8).IsEmpty
            ? throw new BrokenWorkflowException("The file is empty.")
            : Unwrap(PythonNumbers.WithoutIsChanged(json, limits), limits);
    }

    /// <summary>The inner graph as it stands there; the file itself when it is no wrapping, or no JSON, which its reader tells.</summary>
    private static ReadOnlyMemory<byte> Unwrap(ReadOnlyMemory<byte> json, WorkflowLimits limits)
    {
        try
        {
            // Two levels around the graph are not its own.
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = limits.JsonDepth + 2 });
            if (document.RootElement.ValueKind != JsonValueKind.Object || IsGraph(document.RootElement))
            {
                return json;
            }

            return Wrappings.Select(path => Inner(document.RootElement, path)).FirstOrDefault(inner => inner is not null) is { } graph
                ? Encoding.UTF8.GetBytes(graph)
                : json;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return json;
        }
    }

    /// <summary>The JSON text of the graph there; some programs write it as text.</summary>
    private static string? Inner(JsonElement root, string[] path)
    {
        var inner = root;
        foreach (var step in path)
        {
            if (inner.ValueKind != JsonValueKind.Object || !inner.TryGetProperty(step, out inner))
            {
                return null;
            }
        }

        if (inner.ValueKind != JsonValueKind.String)
        {
            return IsGraph(inner) ? inner.GetRawText() : null;
        }

        using var document = JsonDocument.Parse(inner.GetString()!);
        return IsGraph(document.RootElement) ? document.RootElement.GetRawText() : null;
    }

    private static bool IsGraph(JsonElement value) => value.ValueKind == JsonValueKind.Object
        && value.EnumerateObject().Any(
            node => node.Value.ValueKind == JsonValueKind.Object && node.Value.TryGetProperty("class_type", out _));
}
