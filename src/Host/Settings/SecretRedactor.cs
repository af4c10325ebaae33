using System.Data.Common;
using System.Text.RegularExpressions;

namespace ArtEngine.Host.Settings;

/// <summary>Takes out of a setting what nobody may read over an operator's shoulder.</summary>
internal static partial class SecretRedactor
{
    private const string Hidden = "***";

    public static string Redact(string key, string value)
    {
        if (value.Length == 0)
        {
            return value;
        }

        var segments = key.Split(ConfigurationPath.KeyDelimiter);
        if (segments.Any(segment => SecretName().IsMatch(segment)))
        {
            return Hidden;
        }

        var shown = segments[0].Equals("ConnectionStrings", StringComparison.OrdinalIgnoreCase) ? OfConnection(value) : value;
        return SecretInAddress().Replace(UserInAddress().Replace(shown, $"{Hidden}@"), Hidden);
    }

    private static string OfConnection(string value) => value.Contains(';', StringComparison.Ordinal) || PostgresHost().IsMatch(value)
        ? OfDatabase(value)
        : OfRedis(value);

    private static string OfDatabase(string value)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = value };
            foreach (var name in parts.Keys.Cast<string>().Where(name => SecretPart().IsMatch(name)).ToList())
            {
                parts[name] = Hidden;
            }

            return parts.ConnectionString;
        }
        catch (ArgumentException)
        {
            // Not understood, so nobody knows where its password is.
            return Hidden;
        }
    }

    private static string OfRedis(string value) => string.Join(',', value.Split(',').Select(part =>
        part.Split('=', 2) is [var name, _] && SecretPart().IsMatch(name) ? $"{name}={Hidden}" : part));

    [GeneratedRegex("(password|pwd|secret|token|key|credential|header)s?$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex("pass|pwd|secret|token|key$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretPart();

    [GeneratedRegex(@"^\s*(host|server|data source)\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex PostgresHost();

    [GeneratedRegex(@"(?<=://)[^/\s]*@")]
    private static partial Regex UserInAddress();

    [GeneratedRegex(@"(?<=[?&][^=&\s]*(password|secret|token|key|sig)[^=&\s]*=)[^&\s,]+", RegexOptions.IgnoreCase)]
    private static partial Regex SecretInAddress();
}
