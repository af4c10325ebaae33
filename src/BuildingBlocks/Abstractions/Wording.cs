using System.Text.Json;

namespace ArtEngine.BuildingBlocks;

/// <summary>Small parts of the sentences that people read.</summary>
public static class Wording
{
    private const int MaxQuoted = 60;
    private const int MaxListed = 20;

    /// <summary>In quotation marks, cut short, without characters that would spoil a log or a terminal.</summary>
    public static string Quote(string text)
    {
        var shown = text.Length <= MaxQuoted ? text : text[..MaxQuoted] + "...";
        return $"\"{string.Concat(shown.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter))}\"";
    }

    public static string List(IEnumerable<string> quoted)
    {
        var all = quoted.ToList();
        var shown = string.Join(", ", all.Take(MaxListed));
        return all.Count <= MaxListed ? shown : $"{shown} and {all.Count - MaxListed} more";
    }

    /// <summary>" Did you mean "x"?" with a leading space, or nothing when no candidate is close.</summary>
    public static string DidYouMean(string asked, IEnumerable<string> candidates)
    {
        var close = Similarity.Closest(asked, candidates);
        return close.Count == 0 ? "" : $" Did you mean {string.Join(" or ", close.Select(Quote))}?";
    }

    public static string Known(string asked, string[] words) => $"{DidYouMean(asked, words)} Known are {string.Join(", ", words)}.";

    /// <summary>The same for words that others wrote and of which there may be many.</summary>
    public static string Choices(string asked, IEnumerable<string> choices)
    {
        var all = choices.ToList();
        return all.Count == 0 ? " There is none." : $"{DidYouMean(asked, all)} There are {List(all.Select(Quote))}.";
    }

    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.Null => "null",
        _ => "nothing",
    };
}
