using System.Text.Json;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>
/// ComfyUI saves what its cache remembers of a node as <c>is_changed</c>, often as <c>NaN</c>, which Python reads and JSON does
/// not know. That member means nothing to a server: where a file holds such a word, it is blanked out. Elsewhere the word is
/// left for the reader of the file to refuse.
/// </summary>
internal static class PythonNumbers
{
    private static readonly byte[][] Words = ["NaN"u8.ToArray(), "-Infinity"u8.ToArray(), "Infinity"u8.ToArray()];

    public static ReadOnlyMemory<byte> WithoutIsChanged(ReadOnlyMemory<byte> json, WorkflowLimits limits)
    {
        var bytes = json.ToArray();
        var words = ReplaceWords(bytes);
        if (words.Count == 0)
        {
            return json;
        }

        try
        {
            var members = MembersIn(bytes, limits);
            foreach (var (start, end) in members)
            {
                Blank(bytes, start, end);
            }

            var others = words.Where(word => !members.Exists(member => member.Start <= word.Start && word.Start < member.End));
            foreach (var (start, length) in others)
            {
                json.Span.Slice(start, length).CopyTo(bytes.AsSpan(start));
            }

            return bytes;
        }
        catch (JsonException)
        {
            return json;
        }
    }

    /// <summary>Puts zeros in their place, and answers where.</summary>
    private static List<(int Start, int Length)> ReplaceWords(Span<byte> json)
    {
        var found = new List<(int Start, int Length)>();
        var inText = false;
        for (var at = 0; at < json.Length; at++)
        {
            if (inText && json[at] == (byte)'\\')
            {
                at++;
            }
            else if (json[at] == (byte)'"')
            {
                inText = !inText;
            }
            else if (!inText && WordAt(json[at..]) is > 0 and var length)
            {
                found.Add((at, length));
                json.Slice(at, length).Fill((byte)' ');
                json[at] = (byte)'0';
                at += length - 1;
            }
        }

        return found;
    }

    private static int WordAt(ReadOnlySpan<byte> json)
    {
        foreach (var word in Words)
        {
            if (json.StartsWith(word))
            {
                return word.Length;
            }
        }

        return 0;
    }

    private static List<(int Start, int End)> MembersIn(ReadOnlySpan<byte> json, WorkflowLimits limits)
    {
        var members = new List<(int Start, int End)>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = limits.JsonDepth + 2 });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("is_changed"u8))
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                members.Add((start, (int)reader.BytesConsumed));
            }
        }

        return members;
    }

    /// <summary>With the comma behind it, or else the one before it.</summary>
    private static void Blank(Span<byte> json, int start, int end)
    {
        json[start..end].Fill((byte)' ');
        var next = json[end..].IndexOfAnyExcept(" \t\r\n"u8);
        if (next >= 0 && json[end + next] == (byte)',')
        {
            json[end + next] = (byte)' ';
        }
        else if (json[..start].LastIndexOfAnyExcept(" \t\r\n"u8) is >= 0 and var before && json[before] == (byte)',')
        {
            json[before] = (byte)' ';
        }
    }
}
