using ArtEngine.Telemetry.Domain;
using InfluxDB.Client.Api.Domain;
using InfluxDB.Client.Writes;

namespace ArtEngine.Telemetry.Infrastructure.Influx;

/// <summary>
/// A measurement as the line that is sent: <c>name,tag=value field=1i,other=0.5 1700000000000000000</c>. Lines wait instead of the
/// library's points because they take a fraction of the memory.
/// </summary>
internal static class PointLine
{
    private const long NanosecondsPerTick = 100;

    /// <returns>One line without its end; null when no field has a number that can be written.</returns>
    public static string? Of(Measurement measurement, long nanoseconds)
    {
        var point = PointData.Builder.Measurement(Clean(measurement.Name)).Timestamp(nanoseconds, WritePrecision.Ns);
        foreach (var (key, value) in measurement.Tags.Where(tag => tag.Value.Length > 0))
        {
            point.Tag(Clean(key), Clean(value));
        }

        foreach (var (key, value) in measurement.Fields)
        {
            _ = value.IsWhole ? point.Field(Clean(key), (long)value.Number) : point.Field(Clean(key), value.Number);
        }

        return point.ToPointData().ToLineProtocol() is { Length: > 0 } line ? line : null;
    }

    public static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;

    /// <summary>The library leaves backslashes as they are, and one at the end of a tag would escape what comes after it.</summary>
    private static string Clean(string text) => string.Create(text.Length, text, (letters, from) =>
    {
        for (var index = 0; index < letters.Length; index++)
        {
            letters[index] = from[index] == '\\' ? '/' : char.IsControl(from[index]) ? '_' : from[index];
        }
    });
}
