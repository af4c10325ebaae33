using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Contracts;

/// <summary>A ComfyUI server began to render a job. Told only of jobs whose owner has webhooks; once more after a lost attempt.</summary>
/// <param name="Id">Of this event.</param>
/// <param name="OccurredAt">When it was stored, UTC.</param>
/// <param name="JobId">The job.</param>
/// <param name="UserId">Its owner.</param>
public sealed record JobStarted(Guid Id, DateTimeOffset OccurredAt, Guid JobId, Guid UserId) : IIntegrationEvent;
