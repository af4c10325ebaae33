namespace ArtEngine.Telemetry.Application;

/// <summary>The names of measurements, tags and fields.</summary>
internal static class Measurements
{
    public const string Accepted = "accepted";
    public const string Ended = "generation";
    public const string Eta = "eta";
    public const string Registered = "user_registered";
    public const string Reconciled = "users_reconciled";
    public const string Queue = "queue_status";
    public const string Server = "backend";
    public const string Http = "http";

    public const string Workflow = "workflow";
    public const string Status = "status";
    public const string Backend = "backend";
    public const string Route = "route";
    public const string Method = "method";

    public const string DryRun = "dry_run";
    public const string HeldBack = "held_back";

    public const string Count = "count";
    public const string Attempts = "attempts";
    public const string ModelSwitches = "model_switches";
    public const string SizeBytes = "size_bytes";
    public const string QueueMs = "queue_ms";
    public const string ExecutionMs = "execution_ms";
    public const string OverheadMs = "overhead_ms";
    public const string ErrorMs = "error_ms";
    public const string QueueRunning = "queue_running";
    public const string QueuePending = "queue_pending";
    public const string Up = "up";
    public const string InFlight = "in_flight";
    public const string Models = "models";
    public const string Listed = "listed";
    public const string Changed = "changed";
    public const string Missing = "missing";
    public const string Erased = "erased";
    public const string DurationMs = "duration_ms";
}
