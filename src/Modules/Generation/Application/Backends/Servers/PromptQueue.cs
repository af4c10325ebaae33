namespace ArtEngine.Generation.Application.Backends.Servers;

/// <summary>The prompts of a server; ids that cannot be ours are left out, but counted.</summary>
/// <param name="Running">At work.</param>
/// <param name="Pending">Waiting.</param>
/// <param name="RunningCount">All at work.</param>
/// <param name="PendingCount">All that wait.</param>
internal sealed record PromptQueue(IReadOnlyList<Guid> Running, IReadOnlyList<Guid> Pending, int RunningCount, int PendingCount)
{
    public int Count => RunningCount + PendingCount;

    /// <summary>Where the prompt stands; null when it is not there.</summary>
    public RenderState? Find(Guid promptId) => Running.Contains(promptId) ? new RenderState.Running()
        : Pending.Contains(promptId) ? new RenderState.Waiting(Running)
        : null;
}
