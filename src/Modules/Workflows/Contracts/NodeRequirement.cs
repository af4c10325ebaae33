namespace ArtEngine.Workflows.Contracts;

/// <summary>A node of a graph, and what a server must have for it.</summary>
/// <param name="NodeId">Its id in the graph.</param>
/// <param name="ClassType">Its class.</param>
/// <param name="Files">The model files that it names, by their input.</param>
public sealed record NodeRequirement(string NodeId, string ClassType, IReadOnlyDictionary<string, string> Files);
