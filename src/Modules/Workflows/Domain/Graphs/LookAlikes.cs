using System.Text.RegularExpressions;

namespace ArtEngine.Workflows.Domain.Graphs;

/// <summary>Words that somebody may have meant as placeholders and that are sent as they stand.</summary>
internal static partial class LookAlikes
{
    private const int MaxOfOneText = 10;

    /// <summary>Nobody reads warnings about more.</summary>
    private const int LookedAt = 20_000;

    /// <summary>What a ComfyUI server itself fills in, in names of files.</summary>
    private static readonly HashSet<string> FilledByServer =
        ["%width%", "%height%", "%year%", "%month%", "%day%", "%hour%", "%minute%", "%second%", "%batch_num%"];

    /// <param name="text">A text of the file, decoded.</param>
    /// <param name="literals">Placeholders that are none here; whoever declared them knows.</param>
    public static IEnumerable<string> Find(string text, IReadOnlySet<string> literals) => Pattern()
        .Matches(text[..Math.Min(text.Length, LookedAt)])
        .Select(match => match.Value).Where(word => !IsPlaceholder(word) && !IsKnown(word, literals)).Distinct().Take(MaxOfOneText);

    /// <summary>Whether ComfyUI's editor would fill it in, and no server does.</summary>
    public static bool IsOfEditor(string word) => word.StartsWith('%') && word.AsSpan().ContainsAny(':', '.');

    private static bool IsPlaceholder(string word) =>
        word.StartsWith("{{", StringComparison.Ordinal) && Placeholders.IsName(word[2..^2].Trim(' '));

    private static bool IsKnown(string word, IReadOnlySet<string> literals) =>
        FilledByServer.Contains(word) || literals.Contains(word) || literals.Contains(word.Trim('{', '}', '%', '$', ' '));

    [GeneratedRegex(
        @"\{\{[^{}]{1,100}\}\}|(?<!\{)\$?\{[\p{L}_][\p{L}\p{Nd}_]{0,60}\}(?!\})|"
        + @"%date:[^%]{1,60}%|%[\p{L}_][\p{L}\p{Nd}_]{1,60}(\.[^%\s]{1,60})?%",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
