using System.Text.RegularExpressions;

namespace ArtEngine.Workflows.Domain;

/// <summary>The one gate between what a caller types and a file name.</summary>
internal static partial class WorkflowName
{
    public const string Rule = "letters, digits, '_', '-' and '.', at most 100, not starting with '.'";

    private const string Suffix = ".json";

    /// <summary>The workflow's name without <c>.json</c>; null for anything that could not be a workflow's name.</summary>
    public static string? Of(string? asked)
    {
        if (asked is null)
        {
            return null;
        }

        var name = asked.EndsWith(Suffix, StringComparison.Ordinal) ? asked[..^Suffix.Length] : asked;
        return IsValid(name) ? name : null;
    }

    // A name in ".params" would be another workflow's parameter file.
    public static bool IsValid(string name) => Pattern().IsMatch(name) && !name.EndsWith(".params", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
