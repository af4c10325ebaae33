using MediatR;

namespace ArtEngine.Users.Contracts;

/// <summary>How much of the service a user may take; as it was at most a few seconds ago.</summary>
/// <param name="UserId">The user.</param>
public sealed record GetPlanQuery(Guid UserId) : IRequest<UserPlan>
{
    /// <summary>Whether it must be as it is now, for what is not asked again.</summary>
    public bool IsFresh { get; init; }
}
