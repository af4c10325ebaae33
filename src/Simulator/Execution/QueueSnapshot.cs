namespace ArtEngine.ComfySimulator.Execution;

internal sealed record QueueSnapshot(PromptItem? Running, IReadOnlyList<PromptItem> Pending, IReadOnlyList<HistoryEntry> History);
