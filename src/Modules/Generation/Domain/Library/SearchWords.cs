using System.Globalization;
using System.Text;

namespace ArtEngine.Generation.Domain.Library;

/// <summary>
/// Texts as the words that they are searched by: letters and digits without case, Chinese and Japanese characters one by one. Each begins
/// with a mark of whose it is. So a user's words lie side by side in an index of everybody's, and a search reads no others.
/// </summary>
internal static class SearchWords
{
    private const int MarkLength = 8;
    private const int LongestWord = 40;

    /// <summary>The different words, in their order, at most so many.</summary>
    public static IReadOnlyList<string> Of(Guid userId, IEnumerable<string> texts, int most)
    {
        var mark = userId.ToString("N")[^MarkLength..];
        return [.. texts.SelectMany(Split).Distinct(StringComparer.Ordinal).Take(most).Select(word => mark + word)];
    }

    private static IEnumerable<string> Split(string text)
    {
        var (word, length) = (new StringBuilder(), 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var isWhole = IsWordItself(rune);
            if (word.Length > 0 && (isWhole || !IsOfWord(rune)))
            {
                yield return word.ToString();
                (word, length) = (word.Clear(), 0);
            }

            if (isWhole)
            {
                yield return rune.ToString();
            }
            else if (IsOfWord(rune) && ++length <= LongestWord)
            {
                word.Append(Rune.ToLowerInvariant(rune));
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    /// <summary>Also the marks that accents and vowels may be written as.</summary>
    private static bool IsOfWord(Rune rune) => Rune.IsLetterOrDigit(rune) ||
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Chinese and Japanese put no spaces between words.</summary>
    private static bool IsWordItself(Rune rune) => rune.Value is
        (>= 0x3041 and <= 0x3096) or (>= 0x30A1 and <= 0x30FA) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or
        (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
