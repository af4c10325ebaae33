using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ArtEngine.Generation.Domain.Rendering;

/// <summary>A text that an input of a node gets at the server a graph is sent to, such as the name that it has for a picture.</summary>
internal readonly record struct InputText(string NodeId, string Input, string Text);

/// <summary>Puts texts into a graph. Everything else stays byte for byte.</summary>
internal static class GraphInputs
{
    /// <summary>Texts as people wrote them.</summary>
    private static readonly JsonSerializerOptions GraphJson = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The graph with these instead of what its inputs have; those that it does not have are left out.</summary>
    public static string Fill(string graph, IReadOnlyCollection<InputText> texts)
    {
        if (texts.Count == 0)
        {
            return graph;
        }

        var json = Encoding.UTF8.GetBytes(graph);
        var filled = new ArrayBufferWriter<byte>(json.Length + texts.Sum(text => text.Text.Length) + 1_024);
        var copied = 0;
        foreach (var (start, end, text) in Places(json, texts.ToLookup(text => (text.NodeId, text.Input), text => text.Text)))
        {
            filled.Write(json.AsSpan(copied..start));
            filled.Write(JsonSerializer.SerializeToUtf8Bytes(text, GraphJson));
            copied = end;
        }

        filled.Write(json.AsSpan(copied));
        return Encoding.UTF8.GetString(filled.WrittenSpan);
    }

    /// <summary>Where the values of the inputs stand, in the order of the graph.</summary>
    private static List<(int Start, int End, string Text)> Places(
        ReadOnlySpan<byte> graph, ILookup<(string NodeId, string Input), string> texts)
    {
        var places = new List<(int, int, string)>();
        var reader = new Utf8JsonReader(graph, new() { MaxDepth = 1_000 });
        var (node, isInput) = ("", false);
        while (reader.Read())
        {
            switch (reader)
            {
                case { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 }:
                    node = reader.GetString()!;
                    break;
                case { TokenType: JsonTokenType.PropertyName, CurrentDepth: 2 }:
                    isInput = reader.ValueTextEquals("inputs"u8);
                    break;
                case { TokenType: JsonTokenType.PropertyName, CurrentDepth: 3 } when isInput &&
                    texts[(node, reader.GetString()!)].LastOrDefault() is { } text:
                    reader.Read();
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    places.Add((start, (int)reader.BytesConsumed, text));
                    break;
            }
        }

        return places;
    }
}
