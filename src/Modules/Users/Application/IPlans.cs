using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>The plans, and who has which. Every change is one transaction with the event that tells of it.</summary>
internal interface IPlans
{
    /// <summary>All of them, by their names.</summary>
    Task<IReadOnlyList<Plan>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Adds the plan or puts it in the place of the one with its name.</summary>
    Task SaveAsync(Plan plan, CancellationToken cancellationToken);

    /// <returns>False when there is no such plan. Who had it has the default plan from then on.</returns>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>Gives the user this plan; with null the one that the issuer says, else the default.</summary>
    Task<AssignOutcome> AssignAsync(Guid userId, string? name, CancellationToken cancellationToken);

    /// <summary>The plan of a user, and of the one who vouches for them.</summary>
    Task<HeldPlans> OfAsync(Guid userId, CancellationToken cancellationToken);
}

/// <summary>Which plans hold for a user.</summary>
/// <param name="Own">The user's; null when there is none for them.</param>
/// <param name="OwnerId">Whose end user it is; null when nobody's.</param>
/// <param name="Owners">That one's plan; null when there is none.</param>
internal sealed record HeldPlans(Plan? Own, Guid? OwnerId = null, Plan? Owners = null);

/// <summary>What came of giving a user a plan.</summary>
internal enum AssignOutcome
{
    Assigned,
    UnknownUser,
    UnknownPlan,
}
