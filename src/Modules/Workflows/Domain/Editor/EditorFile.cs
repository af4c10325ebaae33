using System.Text.Json;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Workflows.Domain.Editor;

/// <summary>Tells files of ComfyUI's editor from graphs.</summary>
internal static class EditorFile
{
    /// <summary>The graph that the editor would export; what is no file of the editor stays as it is.</summary>
    public static ReadOnlyMemory<byte> ToGraph(
        ReadOnlyMemory<byte> file, IReadOnlyDictionary<string, NodeClass> classes, WorkflowLimits limits)
    {
        using var document = Open(file);
        return document is null ? file : Readable(() => EditorConversion.Convert(document.RootElement, classes, limits));
    }

    /// <summary>What the nodes of a file of the editor are; null when it is none.</summary>
    public static IReadOnlyList<string>? ClassTypes(ReadOnlyMemory<byte> file)
    {
        using var document = Open(file);
        return document is null ? null : Readable<IReadOnlyList<string>>(() =>
            [.. EditorGraph.TypesIn(document.RootElement).Distinct().Where(type => EditorClasses.KindOf(type) == EditorKind.Real)]);
    }

    /// <summary>The file of the editor beside an exported graph, which ComfyUI is sent as it stands.</summary>
    /// <exception cref="BrokenWorkflowException">It is none.</exception>
    public static byte[] Ensure(byte[] file)
    {
        var json = file.AsMemory().Span.StartsWith("\uFEFF"u8) ? file[3..] : file;
        using var document = Open(json);
        return document is not null
            ? json
            : throw new BrokenWorkflowException(
                "The file of the editor beside it (.workflow.json) is none: in ComfyUI choose \"Save\" and put that file there.");
    }

    /// <summary>Halves of surrogate pairs come to light where a text is read.</summary>
    private static T Readable<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw new BrokenWorkflowException("It holds text that is not valid Unicode.");
        }
    }

    /// <summary>Null when it is no file of the editor.</summary>
    private static JsonDocument? Open(ReadOnlyMemory<byte> file)
    {
        if (file.Span.IndexOf("\"nodes\""u8) < 0)
        {
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(file);
            if (EditorGraph.Is(document.RootElement))
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // Whoever reads it as a graph tells where it stops being JSON.
        }

        return null;
    }
}
