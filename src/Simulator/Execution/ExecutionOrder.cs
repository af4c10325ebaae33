using ArtEngine.ComfySimulator.Graphs;

namespace ArtEngine.ComfySimulator.Execution;

/// <summary>
/// Which node runs next: only nodes that lead to an output, each after its sources; among those that could run, the one
/// that brings an output soonest. That is ComfyUI's order, and the order of its events.
/// </summary>
internal sealed class ExecutionOrder
{
    private readonly Graph graph;
    private readonly List<string> waiting = [];
    private readonly Dictionary<string, HashSet<string>> missing = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> followers = new(StringComparer.Ordinal);

    public ExecutionOrder(Graph graph, IEnumerable<string> outputs, Func<string, bool> isCached)
    {
        this.graph = graph;
        foreach (var output in outputs)
        {
            Add(output, isCached);
        }
    }

    public string? Next()
    {
        var ready = waiting.Where(id => missing[id].Count == 0).ToList();
        return ready.Find(IsOutput)
            ?? ready.Find(id => After(id).Any(IsOutput))
            ?? ready.Find(id => After(id).SelectMany(After).Any(IsOutput))
            ?? ready.FirstOrDefault();
    }

    public void Done(string id)
    {
        waiting.Remove(id);
        foreach (var follower in After(id))
        {
            missing[follower].Remove(id);
        }
    }

    private void Add(string output, Func<string, bool> isCached)
    {
        var todo = new Stack<string>([output]);
        while (todo.TryPop(out var id))
        {
            if (missing.ContainsKey(id))
            {
                continue;
            }

            waiting.Add(id);
            missing[id] = new HashSet<string>(StringComparer.Ordinal);
            if (isCached(id))
            {
                continue;
            }

            foreach (var source in graph[id].Sources.Where(source => graph.Find(source) is not null && !isCached(source)))
            {
                missing[id].Add(source);
                Followers(source).Add(id);
                todo.Push(source);
            }
        }
    }

    private bool IsOutput(string id) => graph[id].Type.IsOutput;

    private List<string> After(string id) => followers.GetValueOrDefault(id) ?? [];

    private List<string> Followers(string id) => followers.TryGetValue(id, out var list) ? list : followers[id] = [];
}
