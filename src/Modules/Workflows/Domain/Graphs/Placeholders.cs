using System.Text;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>One <c>{{name}}</c>, as bytes to be replaced.</summary>
internal readonly record struct PlaceholderMatch(int Start, int Length, string Name);

/// <summary>
/// Finds placeholders in the raw bytes of a JSON string. Braces and names never need escaping in JSON, so nothing is
/// decoded; <c>\u007b\u007b</c> is therefore the way to write two braces that are none.
/// </summary>
internal static class Placeholders
{
    public const string UserId = "user_id";
    public const string JobId = "job_id";
    public const string OutputNodeId = "output_node_id";

    /// <summary>Given by the system; never parameters.</summary>
    public static bool IsSystem(string name) => name is UserId or JobId or OutputNodeId;

    public static bool IsName(string text) => text.Length > 0 && text.All(letter => letter < 128 && IsNameByte((byte)letter));

    public static List<PlaceholderMatch> Find(ReadOnlySpan<byte> raw)
    {
        var found = new List<PlaceholderMatch>();
        var at = 0;
        while (at < raw.Length && raw[at..].IndexOf("{{"u8) is >= 0 and var offset)
        {
            at += offset;
            if (Match(raw, at) is { } match)
            {
                found.Add(match);
                at += match.Length;
            }
            else
            {
                at++;
            }
        }

        return found;
    }

    private static PlaceholderMatch? Match(ReadOnlySpan<byte> raw, int start)
    {
        var nameStart = SkipSpaces(raw, start + 2);
        var nameEnd = nameStart;
        while (nameEnd < raw.Length && IsNameByte(raw[nameEnd]))
        {
            nameEnd++;
        }

        var close = SkipSpaces(raw, nameEnd);
        return nameEnd > nameStart && raw[close..].StartsWith("}}"u8)
            ? new PlaceholderMatch(start, close + 2 - start, Encoding.ASCII.GetString(raw[nameStart..nameEnd]))
            : null;
    }

    private static int SkipSpaces(ReadOnlySpan<byte> raw, int at)
    {
        while (at < raw.Length && raw[at] == ' ')
        {
            at++;
        }

        return at;
    }

    private static bool IsNameByte(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'_' or (byte)'-';
}
