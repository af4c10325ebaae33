namespace ArtEngine.Generation.Application.Jobs.Storage;

/// <summary>What a user's plan gives their turn.</summary>
/// <param name="Plan">The plan's name; empty without one.</param>
/// <param name="Weight">How many shares of the servers.</param>
/// <param name="MaxRunning">Servers have no more jobs of it at once; null for any number.</param>
/// <param name="MaxWaiting">No more jobs of it wait.</param>
internal sealed record TurnTerms(string Plan, double Weight, int? MaxRunning, int MaxWaiting)
{
    /// <summary>So much that what is taken from the turn is hardly charged.</summary>
    private const double SharedWeight = 1e6;

    /// <summary>Of the turn that all have together whose priority counts before all.</summary>
    public static TurnTerms Shared(int maxWaiting) => new("", SharedWeight, null, maxWaiting);

    public bool IsShared => Weight == SharedWeight;
}
