using System.Text.Json;
using System.Text.Unicode;
using ArtEngine.BuildingBlocks;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>
/// Walks a graph file once over its bytes and notes where each node and placeholder stands, so that everything else can
/// later be copied as it is: numbers, escapes, order and white space.
/// </summary>
internal static class GraphReader
{
    public static List<GraphNode> Read(ReadOnlyMemory<byte> json, WorkflowLimits limits)
    {
        if (!Utf8.IsValid(json.Span))
        {
            throw new BrokenWorkflowException("It is not UTF-8 text.");
        }

        try
        {
            var nodes = ReadNodes(json.Span, limits);
            return [.. nodes.Select(node => NodeReader.Complete(node, json[node.ValueStart..node.ValueEnd], limits))];
        }
        catch (JsonException fault)
        {
            throw new BrokenWorkflowException(JsonFaults.Describe(fault, json.Span));
        }
    }

    private static List<GraphNode> ReadNodes(ReadOnlySpan<byte> json, WorkflowLimits limits)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = limits.JsonDepth });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new BrokenWorkflowException("It is not a JSON object of nodes. In ComfyUI use \"Export (API)\" and save that file here.");
        }

        var nodes = new List<GraphNode>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var node = ReadNode(ref reader);
            nodes.Add(ids.Add(node.Id) ? node : throw new BrokenWorkflowException($"Node {Wording.Quote(node.Id)} is there twice."));
            if (nodes.Count > limits.Nodes)
            {
                throw new BrokenWorkflowException($"It has more than {limits.Nodes} nodes.");
            }
        }

        // Whatever follows the last brace is found by reading on.
        reader.Read();
        return nodes;
    }

    private static GraphNode ReadNode(ref Utf8JsonReader reader)
    {
        var id = Text(ref reader);
        var keyStart = (int)reader.TokenStartIndex;
        reader.Read();
        var node = new GraphNode(id, keyStart, (int)reader.TokenStartIndex) { IsList = reader.TokenType == JsonTokenType.StartArray };
        var spots = new List<PlaceholderSpot>();
        var depth = reader.CurrentDepth;
        var inInputs = false;
        string? input = null;
        do
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == depth + 1)
            {
                inInputs = reader.ValueTextEquals("inputs"u8);
            }
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == depth + 2)
            {
                input = inInputs ? NameOf(ref reader) : null;
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                AddSpots(ref reader, spots, id, inInputs && reader.CurrentDepth == depth + 2 ? input : null);
            }
        }
        while (!(reader.CurrentDepth == depth && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            && reader.Read());

        return node with { ValueEnd = (int)reader.BytesConsumed, Spots = spots };
    }

    private static void AddSpots(ref Utf8JsonReader reader, List<PlaceholderSpot> spots, string nodeId, string? input)
    {
        var raw = reader.ValueSpan;
        var start = (int)reader.TokenStartIndex;
        foreach (var match in Placeholders.Find(raw))
        {
            spots.Add(match.Length == raw.Length
                ? new PlaceholderSpot(start, raw.Length + 2, match.Name, IsWhole: true, nodeId, input, reader.CurrentDepth)
                : new PlaceholderSpot(
                    start + 1 + match.Start, match.Length, match.Name, IsWhole: false, nodeId, input, reader.CurrentDepth));
        }
    }

    private static string Text(ref Utf8JsonReader reader) =>
        NameOf(ref reader) ?? throw new BrokenWorkflowException("The id of a node holds half of a surrogate pair.");

    /// <summary>Null when it holds half of a surrogate pair.</summary>
    private static string? NameOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
