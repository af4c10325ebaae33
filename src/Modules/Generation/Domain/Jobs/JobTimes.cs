namespace ArtEngine.Generation.Domain.Jobs;

/// <summary>Where the time of a job went, in milliseconds.</summary>
/// <param name="QueueMs">From acceptance to the start of the last render; null when none started.</param>
/// <param name="ExecutionMs">The render, as ComfyUI measured it; null before its end.</param>
/// <param name="OverheadMs">What was neither waiting nor rendering; null before the end.</param>
internal readonly record struct JobTimes(long? QueueMs, long? ExecutionMs, long? OverheadMs)
{
    public static JobTimes Of(DateTimeOffset createdAt, DateTimeOffset? startedAt, DateTimeOffset? completedAt, long? executionMs)
    {
        var queue = (long?)(startedAt - createdAt)?.TotalMilliseconds;
        var total = (long?)(completedAt - createdAt)?.TotalMilliseconds;
        var overhead = executionMs is null ? null : total - queue - executionMs;
        return new(queue, executionMs, overhead is { } milliseconds ? Math.Max(0, milliseconds) : null);
    }
}
