using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Contracts;

/// <summary>A job was stored in the queue.</summary>
/// <param name="Id">Of this event.</param>
/// <param name="OccurredAt">When it was stored, UTC.</param>
/// <param name="JobId">The job.</param>
/// <param name="UserId">Its owner.</param>
/// <param name="Workflow">The workflow's name.</param>
public sealed record JobAccepted(Guid Id, DateTimeOffset OccurredAt, Guid JobId, Guid UserId, string Workflow) : IIntegrationEvent;
