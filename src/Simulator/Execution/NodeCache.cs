using ArtEngine.ComfySimulator.Nodes;

namespace ArtEngine.ComfySimulator.Execution;

/// <summary>Results by signature: the same work is not done twice, whoever asks. Only the newest are kept.</summary>
internal sealed class NodeCache(int capacity)
{
    private readonly Lock gate = new();
    private readonly OrderedDictionary<string, NodeResult> results = new(StringComparer.Ordinal);

    public NodeResult? Find(string signature)
    {
        lock (gate)
        {
            return results.GetValueOrDefault(signature);
        }
    }

    public void Keep(string signature, NodeResult result)
    {
        lock (gate)
        {
            results[signature] = result;
            if (results.Count > capacity)
            {
                results.RemoveAt(0);
            }
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            results.Clear();
        }
    }
}
