using ArtEngine.BuildingBlocks;

namespace ArtEngine.Users.Contracts;

/// <summary>A plan gives something else now, or a user has another plan.</summary>
/// <param name="Id">Of this event.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="UserId">The user who has another plan; null when all who have the plan are meant.</param>
/// <param name="Plan">The name of the plan that changed; of a user the one they have now.</param>
/// <param name="Weight">How many shares of the servers it gives.</param>
/// <param name="MaxRunning">Jobs that servers have at once; null for any number.</param>
/// <param name="LimitsStorage">Whether it says how much is kept, or how long.</param>
/// <param name="Before">
/// The name of the plan that the user had, empty for none: end users whom they vouch for have the new one in its place, too. Null when all
/// who have the plan are meant.
/// </param>
public sealed record PlanChanged(
    Guid Id, DateTimeOffset OccurredAt, Guid? UserId, string Plan, double Weight, int? MaxRunning, bool LimitsStorage = false,
    string? Before = null)
    : IIntegrationEvent;
