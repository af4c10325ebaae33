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
    /// <param name="json">The file.</param>
    /// <param name="literals">Placeholders that are none in it.</param>
    /// <param name="limits">How large it may be.</param>
    public static List<GraphNode> Read(ReadOnlyMemory<byte> json, IReadOnlySet<string> literals, WorkflowLimits limits)
    {
        if (!Utf8.IsValid(json.Span))
        {
            throw new BrokenWorkflowException("It is not UTF-8 text.");
        }

        try
        {
            var nodes = ReadNodes(json.Span, literals, limits);
            return [.. nodes.Select(node => NodeReader.Complete(node, json[node.ValueStart..node.ValueEnd], limits))];
        }
        catch (JsonException fault)
        {
            throw new BrokenWorkflowException(JsonFaults.Describe(fault, json.Span));
        }
    }

    private static List<GraphNode> ReadNodes(ReadOnlySpan<byte> json, IReadOnlySet<string> literals, WorkflowLimits limits)
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
            var node = ReadNode(ref reader, literals);
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

    private static GraphNode ReadNode(ref Utf8JsonReader reader, IReadOnlySet<string> literals)
    {
        var id = Text(ref reader) ?? throw new BrokenWorkflowException("The id of a node holds half of a surrogate pair.");
        var keyStart = (int)reader.TokenStartIndex;
        reader.Read();
        var node = new GraphNode(id, keyStart, (int)reader.TokenStartIndex);
        var notes = new NodeNotes(id, literals);
        var depth = reader.CurrentDepth;
        do
        {
            Note(ref reader, notes, reader.CurrentDepth - depth);
        }
        while (!(reader.CurrentDepth == depth && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            && reader.Read());

        return node with
        {
            ValueEnd = (int)reader.BytesConsumed,
            Spots = notes.Spots,
            Inputs = notes.Inputs,
            LookAlikes = notes.LookAlikes,
        };
    }

    /// <param name="reader">At a token of the node.</param>
    /// <param name="notes">What was seen of the node so far.</param>
    /// <param name="level">1 for the node's own members, 2 for what stands under <c>inputs</c>.</param>
    private static void Note(ref Utf8JsonReader reader, NodeNotes notes, int level)
    {
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Text(ref reader) ?? throw notes.HalfPair();
            if (level == 1)
            {
                notes.EnterMember(name);
            }
            else if (level == 2)
            {
                notes.EnterInput(name);
            }

            return;
        }

        if (level == 2)
        {
            var isOpening = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
            notes.PassValue((int)reader.TokenStartIndex, isOpening ? null : (int)reader.BytesConsumed, reader.CurrentDepth);
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            var text = Text(ref reader) ?? throw notes.HalfPair();
            notes.AddText(reader.ValueSpan, text, (int)reader.TokenStartIndex, level, reader.CurrentDepth);
        }
    }

    /// <summary>Null when it holds half of a surrogate pair.</summary>
    private static string? Text(ref Utf8JsonReader reader)
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
