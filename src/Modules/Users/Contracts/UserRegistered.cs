using ArtEngine.BuildingBlocks;

namespace ArtEngine.Users.Contracts;

/// <summary>Somebody signed in for the first time.</summary>
/// <param name="Id">Of this fact.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="UserId">The new user.</param>
public sealed record UserRegistered(Guid Id, DateTimeOffset OccurredAt, Guid UserId) : IIntegrationEvent;
