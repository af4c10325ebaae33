using ArtEngine.BuildingBlocks;

namespace ArtEngine.Users.Contracts;

/// <summary>Somebody is known here for the first time: they signed in.</summary>
/// <param name="Id">Of this event.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="UserId">The new user.</param>
public sealed record UserRegistered(Guid Id, DateTimeOffset OccurredAt, Guid UserId) : IIntegrationEvent;
