namespace ArtEngine.Generation.Domain.Jobs;

/// <summary>What a turn is charged when a server takes one of its jobs; mended by what the render took when it is over.</summary>
/// <param name="ExpectedSeconds">What the render is expected to take.</param>
/// <param name="Floor">
/// Where those stand in time who wait for the same server: a turn that comes back is not set further back than they are. Null when
/// nobody waits.
/// </param>
internal readonly record struct TurnCharge(double ExpectedSeconds, double? Floor);
