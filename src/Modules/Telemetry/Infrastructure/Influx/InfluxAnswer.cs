namespace ArtEngine.Telemetry.Infrastructure.Influx;

/// <summary>What the database made of a batch.</summary>
internal abstract record InfluxAnswer
{
    public sealed record Written : InfluxAnswer;

    /// <summary>It will never take this batch.</summary>
    public sealed record Rejected(string Reason) : InfluxAnswer;

    /// <summary>It takes nothing until somebody changes a setting, here or there.</summary>
    public sealed record Refused(string Reason) : InfluxAnswer;

    /// <summary>Not now; it may say when.</summary>
    public sealed record Away(string Reason, TimeSpan? RetryIn = null) : InfluxAnswer;
}
