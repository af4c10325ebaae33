namespace ArtEngine.Telemetry.Application;

/// <summary>The names of measurements, tags and fields.</summary>
internal static class Measurements
{
    public const string Accepted = "accepted";
    public const string Ended = "generation";
    public const string Registered = "user_registered";

    public const string Workflow = "workflow";
    public const string Status = "status";
    public const string Backend = "backend";

    public const string Count = "count";
    public const string Attempts = "attempts";
    public const string SizeBytes = "size_bytes";
    public const string QueueMs = "queue_ms";
    public const string ExecutionMs = "execution_ms";
    public const string OverheadMs = "overhead_ms";
}
