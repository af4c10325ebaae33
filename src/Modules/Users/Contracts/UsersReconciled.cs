using ArtEngine.BuildingBlocks;

namespace ArtEngine.Users.Contracts;

/// <summary>All users were compared with the issuer's list.</summary>
/// <param name="Id">Of this event.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="Listed">Users in the issuer's list.</param>
/// <param name="Changed">Users whose state was taken over.</param>
/// <param name="Missing">Users known here who are not in the list.</param>
/// <param name="Erased">Those of them who were erased.</param>
/// <param name="IsHeldBack">Whether so many were missing that nobody was erased.</param>
/// <param name="IsDryRun">Whether it only looked.</param>
public sealed record UsersReconciled(
    Guid Id, DateTimeOffset OccurredAt, int Listed, int Changed, int Missing, int Erased, bool IsHeldBack, bool IsDryRun)
    : IIntegrationEvent;
