namespace ArtEngine.Generation.Application.Jobs.Storage;

/// <summary>What a user's plan gives their turn.</summary>
/// <param name="Plan">The plan's name; empty without one.</param>
/// <param name="Weight">How many shares of the servers.</param>
/// <param name="MaxRunning">Servers have no more jobs of it at once; null for any number.</param>
/// <param name="MaxWaiting">No more jobs of it wait.</param>
internal sealed record TurnTerms(string Plan, double Weight, int? MaxRunning, int MaxWaiting);
