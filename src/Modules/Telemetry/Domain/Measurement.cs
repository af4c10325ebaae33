namespace ArtEngine.Telemetry.Domain;

/// <summary>One measured event, in the shape that time-series databases take.</summary>
/// <param name="Name">The measurement, for example <c>generation</c>.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="Tags">What it is counted by; few values each.</param>
/// <param name="Fields">What was measured; times in milliseconds, sizes in bytes.</param>
internal sealed record Measurement(
    string Name, DateTimeOffset At, IReadOnlyDictionary<string, string> Tags, IReadOnlyDictionary<string, FieldValue> Fields);
