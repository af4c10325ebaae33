namespace ArtEngine.Generation.Application.Tracking.Progress;

/// <summary>How far a render is.</summary>
/// <param name="Value">0 to 1, over the whole graph; never goes back.</param>
/// <param name="NodesDone">Nodes that are done, cached ones included.</param>
/// <param name="NodesTotal">Nodes of the graph.</param>
/// <param name="CurrentNode">The id of the node at work; null between two.</param>
/// <param name="Step">Steps done of that node.</param>
/// <param name="Steps">Its steps.</param>
internal sealed record JobProgress(double Value, int NodesDone, int NodesTotal, string? CurrentNode, double Step, double Steps);
