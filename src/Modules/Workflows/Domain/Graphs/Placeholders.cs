using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>One <c>{{name}}</c>, as bytes to be replaced.</summary>
internal readonly record struct PlaceholderMatch(int Start, int Length, string Name);

/// <summary>
/// Finds placeholders in the raw bytes of a JSON string. Braces never need escaping in JSON, so only names are decoded;
/// <c>\u007b\u007b</c> is therefore the way to write two braces that are none.
/// </summary>
internal static class Placeholders
{
    public const string UserId = "user_id";
    public const string JobId = "job_id";
    public const string OutputNodeId = "output_node_id";

    /// <summary>What a name may hold, for sentences.</summary>
    public const string NameRule = "letters, digits, '_' and '-'";

    /// <summary>Bytes of the longest name as it is written.</summary>
    private const int LongestName = 600;

    private static readonly HashSet<string> None = [];

    /// <summary>Given by the system; never parameters.</summary>
    public static bool IsSystem(string name) => name is UserId or JobId or OutputNodeId;

    /// <summary>Names may be in any script.</summary>
    public static bool IsName(string text) => text.Length > 0 && text.EnumerateRunes().All(
        letter => Rune.IsLetterOrDigit(letter) || letter.Value is '_' or '-' ||
            Rune.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    /// <param name="raw">What stands between the quotation marks.</param>
    /// <param name="literals">Names that are none here: <c>{{name}}</c> stays as it is.</param>
    public static List<PlaceholderMatch> Find(ReadOnlySpan<byte> raw, IReadOnlySet<string>? literals = null)
    {
        var found = new List<PlaceholderMatch>();
        var at = 0;
        while (at < raw.Length && raw[at..].IndexOf("{{"u8) is >= 0 and var offset)
        {
            at += offset;
            if (Match(raw, at) is { } match)
            {
                if (!(literals ?? None).Contains(match.Name))
                {
                    found.Add(match);
                }

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
        var length = raw[(start + 2)..].IndexOfAny((byte)'{', (byte)'}');
        if (length is < 1 or > LongestName || !raw[(start + 2 + length)..].StartsWith("}}"u8))
        {
            return null;
        }

        return Decoded(raw.Slice(start + 2, length).Trim((byte)' ')) is { } name && IsName(name)
            ? new PlaceholderMatch(start, length + 4, name)
            : null;
    }

    /// <summary>Python writes other alphabets as escapes. Null when it is no text.</summary>
    private static string? Decoded(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(raw);
        }

        try
        {
            var reader = new Utf8JsonReader([(byte)'"', .. raw, (byte)'"']);
            return reader.Read() ? reader.GetString() : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
