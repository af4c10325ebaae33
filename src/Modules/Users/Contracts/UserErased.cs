using ArtEngine.BuildingBlocks;

namespace ArtEngine.Users.Contracts;

/// <summary>A user was deleted at the issuer: whatever is kept for them here must go.</summary>
/// <param name="Id">Of this event.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="UserId">The user who is gone.</param>
public sealed record UserErased(Guid Id, DateTimeOffset OccurredAt, Guid UserId) : IIntegrationEvent;
