using System.Globalization;
using System.Text;

namespace ArtEngine.BuildingBlocks;

/// <summary>Text that ComfyUI or a custom node wrote, made fit to be stored and shown.</summary>
public static class ForeignText
{
    /// <summary>
    /// Without NUL characters, with U+FFFD for halves of surrogate pairs, and cut between two characters as people see them.
    /// </summary>
    /// <param name="text">The text as it came.</param>
    /// <param name="limit">The most UTF-16 code units that are left of it.</param>
    public static string Clean(string text, int limit) => Cut(StorableText.Is(text) ? text : Repair(text), limit);

    private static string Repair(string text)
    {
        var repaired = new StringBuilder(text.Length);
        // A lone half is enumerated as U+FFFD.
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value != 0)
            {
                repaired.Append(rune);
            }
        }

        return repaired.ToString();
    }

    private static string Cut(string text, int limit) => text.Length <= limit ? text : text[..LengthWithin(text, limit)];

    private static int LengthWithin(string text, int limit)
    {
        var length = 0;
        while (StringInfo.GetNextTextElementLength(text, length) is var next && length + next <= limit)
        {
            length += next;
        }

        // One element may be longer than the limit, with enough accents on a letter.
        return length > 0 || limit == 0 ? length : char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
    }
}
