using ArtEngine.BuildingBlocks;

namespace ArtEngine.Generation.Contracts;

/// <summary>All jobs of a batch have ended; told once for each batch, delivered at least once.</summary>
/// <param name="Id">Of this event.</param>
/// <param name="OccurredAt">When it was seen, UTC.</param>
/// <param name="BatchId">The batch.</param>
/// <param name="UserId">Its owner.</param>
public sealed record BatchCompleted(Guid Id, DateTimeOffset OccurredAt, Guid BatchId, Guid UserId) : IIntegrationEvent;
