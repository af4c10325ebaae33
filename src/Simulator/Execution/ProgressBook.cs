using ArtEngine.ComfySimulator.Json;

namespace ArtEngine.ComfySimulator.Execution;

/// <summary>What <c>progress_state</c> tells: every node that has started, as far as it is.</summary>
internal sealed class ProgressBook(string promptId)
{
    private readonly OrderedDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    public void Start(string id) => entries[id] = new Entry("0.0", "1.0", "running");

    public void Step(string id, int value, int max) => entries[id] = new Entry($"{value}", $"{max}", "running");

    public void Finish(string id)
    {
        var max = entries.TryGetValue(id, out var entry) ? entry.Max : "1";
        entries[id] = new Entry(max, max, "finished");
    }

    public object ToMessage() => new
    {
        PromptId = promptId,
        Nodes = entries.ToDictionary(pair => pair.Key, pair => new
        {
            Value = new RawJson(pair.Value.Value),
            Max = new RawJson(pair.Value.Max),
            pair.Value.State,
            NodeId = pair.Key,
            PromptId = promptId,
            DisplayNodeId = pair.Key,
            ParentNodeId = (string?)null,
            RealNodeId = pair.Key,
        }),
    };

    private sealed record Entry(string Value, string Max, string State);
}
