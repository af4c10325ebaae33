namespace ArtEngine.Generation.Domain.Webhooks;

/// <summary>What receivers are told of.</summary>
internal static class WebhookEvents
{
    public const string Queued = "job.queued";
    public const string Running = "job.running";
    public const string Succeeded = "job.succeeded";
    public const string Failed = "job.failed";
    public const string Canceled = "job.canceled";

    public const string BatchCompleted = "batch.completed";

    /// <summary>What its owner asked for, to try whether it arrives.</summary>
    public const string Test = "webhook.test";

    /// <summary>What an endpoint may ask for. A test comes in any case.</summary>
    public static IReadOnlyList<string> All { get; } = [Queued, Running, Succeeded, Failed, Canceled, BatchCompleted];
}
