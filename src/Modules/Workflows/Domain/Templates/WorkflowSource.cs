using System.Security.Cryptography;
using System.Text.Json;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Editor;
using ArtEngine.Workflows.Domain.Graphs;

namespace ArtEngine.Workflows.Domain.Templates;

/// <summary>A workflow's files as they were read, to be compiled again when servers say something new of its node classes.</summary>
/// <param name="Name">The workflow's name.</param>
/// <param name="Graph">The graph file.</param>
/// <param name="Parameters">The parameter file; null when there is none.</param>
/// <param name="Limits">How large things may be.</param>
internal sealed record WorkflowSource(string Name, byte[] Graph, byte[]? Parameters, WorkflowLimits Limits)
{
    private string? _version;
    private readonly Lazy<IReadOnlyList<string>> _classTypes = new(() => ReadClassTypes(Graph, Limits));

    /// <summary>The classes of all its nodes, as far as it can be read.</summary>
    public IReadOnlyList<string> ClassTypes => _classTypes.Value;

    /// <summary>The file of the editor that the graph was exported from; null when there is none.</summary>
    public byte[]? Editor { get; init; }

    /// <summary>The first 12 hex digits of the SHA-256 over the files.</summary>
    public string Version => _version ??= VersionOf([Graph, Parameters ?? [], Editor ?? []]);

    /// <exception cref="BrokenWorkflowException">With the reason why the files cannot be used.</exception>
    public WorkflowTemplate Compile(IReadOnlyDictionary<string, NodeClass>? classes = null) =>
        WorkflowTemplate.Compile(Name, Graph, Parameters, Limits, classes);

    private static string VersionOf(IEnumerable<byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(file);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    private static IReadOnlyList<string> ReadClassTypes(byte[] file, WorkflowLimits limits)
    {
        try
        {
            var graph = GraphFile.Open(file, limits);
            if (EditorFile.ClassTypes(graph) is { } ofEditor)
            {
                return ofEditor;
            }

            using var document = JsonDocument.Parse(graph, new JsonDocumentOptions { MaxDepth = limits.JsonDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? [.. document.RootElement.EnumerateObject().Select(node => ClassTypeOf(node.Value)).OfType<string>().Distinct()]
                : [];
        }
        catch (Exception fault) when (fault is JsonException or BrokenWorkflowException or InvalidOperationException)
        {
            return [];
        }
    }

    private static string? ClassTypeOf(JsonElement node) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty("class_type", out var name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;
}
