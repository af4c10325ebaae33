using ArtEngine.ComfySimulator.Json;

namespace ArtEngine.ComfySimulator.Execution;

/// <summary>Lower runs first. The text keeps what was an integer an integer.</summary>
internal readonly record struct Priority(double Value, RawJson Text)
{
    public static Priority Of(long counter) =>
        new(counter, new RawJson(counter.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    public static Priority Of(double value) => new(value, new RawJson(ComfyJson.Float(value)));
}
