using Microsoft.Extensions.Configuration;

namespace ArtEngine.BuildingBlocks.Infrastructure.Configuration;

/// <summary>Reads a <c>.env</c> file: <c>NAME=value</c> lines, <c>#</c> comments, optional quotes and <c>export</c>.</summary>
internal static class DotEnv
{
    private const string Export = "export ";

    public static IEnumerable<KeyValuePair<string, string?>> Read(string path) =>
        File.Exists(path) ? [.. File.ReadLines(path).Select(Parse).OfType<KeyValuePair<string, string?>>()] : [];

    private static KeyValuePair<string, string?>? Parse(string line)
    {
        line = line.Trim();
        if (line.StartsWith(Export, StringComparison.Ordinal))
        {
            line = line[Export.Length..];
        }

        var equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || line[0] == '#')
        {
            return null;
        }

        // As in the environment itself, two underscores stand for the colon between section and key.
        var name = line[..equals].Trim().Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
        return new(name, Unquote(line[(equals + 1)..]));
    }

    private static string Unquote(string text)
    {
        var value = text.Trim();
        if (value is ['"' or '\'', ..] && value.IndexOf(value[0], 1) is > 0 and var end &&
            value[(end + 1)..].TrimStart() is "" or ['#', ..])
        {
            return value[1..end];
        }

        var quoted = value.Length >= 2 && (value[0] is '"' or '\'') && value[^1] == value[0];
        if (quoted)
        {
            return value[1..^1];
        }

        var comment = text.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 ? value : text[..comment].Trim();
    }
}
