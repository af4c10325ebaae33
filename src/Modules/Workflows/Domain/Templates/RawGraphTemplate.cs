using System.Buffers;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Domain.Graphs;

namespace ArtEngine.Workflows.Domain.Templates;

/// <summary>
/// A graph that a caller brought: it has no placeholders, whatever its texts look like, and all its uploaded files are the caller's. An
/// input that takes such a file never names one by itself, for at a server lie everybody's.
/// </summary>
internal sealed class RawGraphTemplate
{
    private const string AssetType = "core/ASSET";
    private const string AnyFile = "file";

    private static readonly HashSet<string> NoLiterals = [];
    private static readonly Dictionary<string, string> UsualFiles = new(StringComparer.Ordinal)
    {
        ["image"] = "image",
        ["mask"] = "mask",
        ["video"] = "video",
        ["audio"] = "audio",
        ["file"] = AnyFile,
        ["latent"] = AnyFile,
        ["model_file"] = AnyFile,
    };

    private readonly Graph _graph;

    private RawGraphTemplate(Graph graph, IReadOnlyList<(PlaceholderSpot Spot, string Upload, string Kind)> files)
    {
        _graph = graph.WithOnly(files.Select(file => file.Spot));
        Pictures = [.. files.Select(
            file => new WorkflowPicture(file.Spot.Name, file.Spot.NodeId, file.Spot.Input!, file.Upload) { Kind = file.Kind })];
    }

    public string OutputNodeId => _graph.OutputNodeId;

    public int NodeCount => _graph.NodeCount;

    /// <summary>The inputs that take uploaded files.</summary>
    public IReadOnlyList<WorkflowPicture> Pictures { get; }

    /// <exception cref="BrokenWorkflowException">With the reason why ComfyUI could not run it.</exception>
    public static RawGraphTemplate Parse(byte[] file, IReadOnlyDictionary<string, NodeClass> classes, WorkflowLimits limits)
    {
        var graph = Graph.Parse(file, NoLiterals, classes, limits);
        return new(graph, [.. graph.Nodes.SelectMany(node => FilesOf(graph, node, classes))]);
    }

    /// <summary>The graph in UTF-8, with null in the place of each uploaded file.</summary>
    public byte[] Render()
    {
        var nothing = Pictures.ToDictionary(picture => picture.Parameter, _ => InsertedValue.Null);
        var graph = new ArrayBufferWriter<byte>(_graph.Json.Length);
        foreach (var segment in TemplateSegment.Cut(_graph))
        {
            graph.Write(segment.Bytes(_graph.Json, nothing).Span);
        }

        return graph.WrittenSpan.ToArray();
    }

    private static IEnumerable<(PlaceholderSpot Spot, string Upload, string Kind)> FilesOf(
        Graph graph, GraphNode node, IReadOnlyDictionary<string, NodeClass> classes)
    {
        foreach (var input in node.Inputs)
        {
            var value = JsonElement.Parse(graph.Json.Span.Slice(input.Start, input.Length), new() { MaxDepth = 1_000 });
            var kind = KindOf(node, input.Name, classes);
            if (UploadIn(value, isFile: kind is not null) is { } upload)
            {
                var place = $"{RawGraph.Parameter}/{Escape(node.Id)}/inputs/{Escape(input.Name)}";
                var spot = new PlaceholderSpot(input.Start, input.Length, place, IsWhole: true, node.Id, input.Name, input.Depth);
                yield return (spot, upload, kind ?? AnyFile);
            }
        }
    }

    /// <summary>What the caller says for a file; null where none is taken.</summary>
    private static string? UploadIn(JsonElement value, bool isFile) => value.ValueKind switch
    {
        JsonValueKind.Object when value.TextOf("__type") == AssetType =>
            value.TryGetProperty("info", out var info) ? info.TextOf("id") ?? "" : "",
        JsonValueKind.String when isFile => value.GetString()!,
        _ => null,
    };

    /// <summary>
    /// What the input takes, as <see cref="WorkflowPicture.Kind"/>; null when no file. Of a class that no server has described yet, what
    /// the usual ones call their files.
    /// </summary>
    private static string? KindOf(GraphNode node, string input, IReadOnlyDictionary<string, NodeClass> classes) =>
        classes.TryGetValue(node.ClassType!, out var known) ? known.Input(input)?.Upload
            : node.ClassType!.Contains("Load", StringComparison.Ordinal) ? UsualFiles.GetValueOrDefault(input)
            : null;

    private static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
