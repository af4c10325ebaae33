namespace ArtEngine.Workflows.Domain;

/// <summary>What is wrong with a node.</summary>
/// <param name="NodeId">The node.</param>
/// <param name="ClassType">Its class; null when it names none.</param>
/// <param name="Input">The input that is to blame; null when it is the node itself.</param>
/// <param name="Reason">A sentence.</param>
/// <param name="Nearest">What was probably meant; null when nothing is near.</param>
internal sealed record NodeProblem(string NodeId, string? ClassType, string? Input, string Reason, string? Nearest = null);
