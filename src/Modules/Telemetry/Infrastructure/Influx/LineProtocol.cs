using System.Globalization;
using System.Text;
using ArtEngine.Telemetry.Domain;

namespace ArtEngine.Telemetry.Infrastructure.Influx;

/// <summary>Writes measurements as InfluxDB reads them: <c>name,tag=value field=1i,other=0.5 1700000000000000000</c>.</summary>
internal static class LineProtocol
{
    private const long NanosecondsPerTick = 100;

    /// <returns>One line without its end; null when no field has a number that can be written.</returns>
    public static string? Format(Measurement measurement, long nanoseconds)
    {
        var line = new StringBuilder();
        Append(line, measurement.Name, isName: true);
        // Sorted because the database is quicker with it; one without a value is refused.
        foreach (var (key, value) in measurement.Tags.Where(tag => tag.Value.Length > 0).OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            line.Append(',');
            Append(line, key);
            line.Append('=');
            Append(line, value);
        }

        var separator = ' ';
        foreach (var (key, value) in measurement.Fields.Where(field => double.IsFinite(field.Value.Number)))
        {
            line.Append(separator);
            Append(line, key);
            line.Append(CultureInfo.InvariantCulture, $"={Number(value)}");
            separator = ',';
        }

        return separator == ' ' ? null : line.Append(CultureInfo.InvariantCulture, $" {nanoseconds}").ToString();
    }

    public static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;

    private static string Number(FieldValue value) => value.IsWhole
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)value.Number}i")
        : value.Number.ToString("R", CultureInfo.InvariantCulture);

    private static void Append(StringBuilder line, string text, bool isName = false)
    {
        foreach (var letter in text)
        {
            _ = letter switch
            {
                ',' or ' ' => line.Append('\\').Append(letter),
                '=' when !isName => line.Append("\\="),
                // A line's end cannot be escaped, and a backslash would escape what comes after it.
                '\\' => line.Append('/'),
                _ when char.IsControl(letter) => line.Append('_'),
                _ => line.Append(letter),
            };
        }
    }
}
