using System.Text.RegularExpressions;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>Places in a JSON text (RFC 6901).</summary>
internal static partial class JsonPointers
{
    /// <summary>A name as one step of a pointer.</summary>
    public static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The pointer for a path as the serializer writes it, such as <c>$.a.b[0]['c.d']</c>.</summary>
    public static string OfPath(string? path) =>
        string.Concat(Step().Matches(path ?? "").Select(step => $"/{Escape(step.Groups["name"].Value)}"));

    [GeneratedRegex(@"\.(?<name>[^.\[]+)|\['(?<name>.*?)'\](?=[.\[]|$)|\[(?<name>\d+)\]")]
    private static partial Regex Step();
}
