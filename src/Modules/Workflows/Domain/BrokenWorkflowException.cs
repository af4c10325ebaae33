namespace ArtEngine.Workflows.Domain;

/// <summary>A workflow's files cannot be used; the message is the sentence that the list of workflows shows.</summary>
internal sealed class BrokenWorkflowException(string reason) : Exception(reason)
{
    /// <summary>Node by node, where that is known.</summary>
    public IReadOnlyList<NodeProblem> Problems { get; init; } = [];
}
