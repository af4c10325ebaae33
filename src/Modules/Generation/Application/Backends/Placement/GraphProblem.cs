namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>Why a server would refuse a graph.</summary>
/// <param name="NodeId">The node.</param>
/// <param name="ClassType">Its class.</param>
/// <param name="Input">Its input; null when it is the class that is missing.</param>
/// <param name="Reason">What is wrong, in a sentence.</param>
/// <param name="Nearest">The choice that was probably meant; null when there is none.</param>
internal sealed record GraphProblem(string NodeId, string ClassType, string? Input, string Reason, string? Nearest = null);
