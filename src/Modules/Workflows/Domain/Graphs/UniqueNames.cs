using System.Text;
using System.Text.Json;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>
/// Puts the job's id into the names of the files that a graph saves. ComfyUI numbers files by what lies on its disk and
/// remembers results of equal nodes: with equal names one job could get another's file, or one that was deleted.
/// </summary>
internal static class UniqueNames
{
    /// <summary>The graph as it is when every name holds the id already.</summary>
    public static byte[] In(byte[] graph, Guid jobId)
    {
        var id = jobId.ToString();
        var ends = EndsOfNames(graph, id);
        if (ends.Count == 0)
        {
            return graph;
        }

        var addition = Encoding.UTF8.GetBytes($"-{id}");
        var named = new byte[graph.Length + (ends.Count * addition.Length)];
        var from = 0;
        var rest = named.AsSpan();
        foreach (var end in ends)
        {
            graph.AsSpan(from..end).CopyTo(rest);
            addition.CopyTo(rest[(end - from)..]);
            rest = rest[(end - from + addition.Length)..];
            from = end;
        }

        graph.AsSpan(from).CopyTo(rest);
        return named;
    }

    /// <summary>Where the text of each name ends that does not hold the id.</summary>
    private static List<int> EndsOfNames(ReadOnlySpan<byte> graph, string id)
    {
        var ends = new List<int>();
        var reader = new Utf8JsonReader(graph, new() { MaxDepth = 1_000 });
        var isInput = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == 2)
            {
                isInput = reader.ValueTextEquals("inputs"u8);
            }
            else if (isInput && reader.CurrentDepth == 3 && reader.ValueTextEquals("filename_prefix"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && !reader.GetString()!.Contains(id, StringComparison.OrdinalIgnoreCase))
                {
                    ends.Add((int)reader.BytesConsumed - 1);
                }
            }
        }

        return ends;
    }
}
