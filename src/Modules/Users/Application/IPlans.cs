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

    /// <summary>The plan of a user; null when there is none for them.</summary>
    Task<Plan?> OfAsync(Guid userId, CancellationToken cancellationToken);
}

/// <summary>What came of giving a user a plan.</summary>
internal enum AssignOutcome
{
    Assigned,
    UnknownUser,
    UnknownPlan,
}
