using System.Text.RegularExpressions;

namespace ArtEngine.Workflows.Domain;

/// <summary>The one gate between what a caller types and a file name.</summary>
internal static partial class WorkflowName
{
    public const string Rule =
        "letters and digits of any script, spaces and _ - . ( ) [ ] + , & ' @ ! =, folders separated by '/', at most 100 characters each "
        + "and 200 together, none beginning with '.' or a space or ending in one";

    private const string Suffix = ".json";
    private const int Longest = 200;
    private const int DeepestFolder = 8;

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
    public static bool IsValid(string name) => name.Length <= Longest
        && !name.EndsWith(".params", StringComparison.Ordinal)
        && name.Split('/') is { Length: <= DeepestFolder } parts
        && parts.All(part => Pattern().IsMatch(part) && part[^1] is not (' ' or '.'));

    [GeneratedRegex(
        @"\A[\p{L}\p{M}\p{Nd}_()\[\]+,&'@!=-][\p{L}\p{M}\p{Nd}_()\[\]+,&'@!=. -]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
