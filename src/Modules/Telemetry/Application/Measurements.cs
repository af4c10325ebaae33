namespace ArtEngine.Telemetry.Application;

/// <summary>The names of measurements, tags and fields.</summary>
internal static class Measurements
{
    public const string Accepted = "accepted";
    public const string Ended = "generation";
    public const string Registered = "user_registered";
    public const string Queue = "queue_status";
    public const string Server = "backend";
    public const string Http = "http";

    public const string Workflow = "workflow";
    public const string Status = "status";
    public const string Backend = "backend";
    public const string Route = "route";
    public const string Method = "method";

    public const string Count = "count";
    public const string Attempts = "attempts";
    public const string SizeBytes = "size_bytes";
    public const string QueueMs = "queue_ms";
    public const string ExecutionMs = "execution_ms";
    public const string OverheadMs = "overhead_ms";
    public const string QueueRunning = "queue_running";
    public const string QueuePending = "queue_pending";
    public const string Up = "up";
    public const string InFlight = "in_flight";
    public const string Models = "models";
    public const string DurationMs = "duration_ms";
}
