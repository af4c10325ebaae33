using ArtEngine.Users.Contracts;

namespace ArtEngine.Generation.Application.Jobs.Storage;

/// <summary>What a user's plan gives their turn.</summary>
/// <param name="Plan">The plan's name; empty without one.</param>
/// <param name="Weight">How many shares of the servers.</param>
/// <param name="MaxRunning">Servers have no more jobs of it at once; null for any number.</param>
/// <param name="MaxWaiting">No more jobs of it wait.</param>
internal sealed record TurnTerms(string Plan, double Weight, int? MaxRunning, int MaxWaiting)
{
    /// <summary>Of an end user's: the user whose program it is; null for others.</summary>
    public Guid? ProgramId { get; init; }

    /// <summary>No more jobs of all end users of the program wait; null for any number.</summary>
    public int? MaxWaitingOfProgram { get; init; }

    /// <summary>What the plan gives.</summary>
    public static TurnTerms Of(UserPlan plan, int maxWaiting) => new(plan.Name, plan.Weight, plan.MaxRunning, maxWaiting)
    {
        ProgramId = plan.Program?.OwnerId,
        MaxWaitingOfProgram = plan.Program?.Plan.MaxQueued,
    };

    /// <summary>So much that what is taken from the turn is hardly charged.</summary>
    private const double SharedWeight = 1e6;

    /// <summary>Of the turn that all have together whose priority counts before all.</summary>
    public static TurnTerms Shared(int maxWaiting) => new("", SharedWeight, null, maxWaiting);

    public bool IsShared => Weight == SharedWeight;
}
