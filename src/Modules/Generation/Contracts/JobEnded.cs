using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Contracts;

/// <summary>A job came to its end; told exactly once for each job, delivered at least once.</summary>
/// <param name="Id">Of this event.</param>
/// <param name="OccurredAt">When it ended, UTC.</param>
/// <param name="JobId">The job.</param>
/// <param name="UserId">Its owner.</param>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="Backend">The ComfyUI server of the last attempt; null when none had it.</param>
/// <param name="Status">Succeeded, failed or canceled.</param>
/// <param name="ErrorCode">Why it failed; null unless it did.</param>
/// <param name="Attempts">How often it was sent to a server.</param>
/// <param name="QueueMs">Milliseconds from acceptance to the start of the last render; null when none started.</param>
/// <param name="ExecutionMs">Milliseconds that the server rendered.</param>
/// <param name="OverheadMs">Milliseconds that were neither waiting nor rendering.</param>
/// <param name="SizeBytes">All outputs together.</param>
/// <param name="SwitchedModel">Whether the server had to load another model for the last render.</param>
/// <param name="EtaError">
/// How far off the end that was expected at acceptance was, early or late; null unless it succeeded and an end was expected.
/// </param>
/// <param name="GpuSeconds">Seconds that servers rendered for it, those of attempts that came to nothing included.</param>
/// <param name="BatchId">The batch that it is of; null when it was asked for by itself.</param>
/// <param name="ProgramId">Of an end user's: the user whose program it is; null for others.</param>
public sealed record JobEnded(
    Guid Id,
    DateTimeOffset OccurredAt,
    Guid JobId,
    Guid UserId,
    string Workflow,
    string? Backend,
    JobStatus Status,
    string? ErrorCode,
    int Attempts,
    long? QueueMs,
    long? ExecutionMs,
    long? OverheadMs,
    long SizeBytes,
    bool SwitchedModel = false,
    TimeSpan? EtaError = null,
    double GpuSeconds = 0,
    Guid? BatchId = null,
    Guid? ProgramId = null) : IIntegrationEvent;
