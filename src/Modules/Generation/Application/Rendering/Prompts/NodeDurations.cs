namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>How long each node of a workflow takes at one server, learned from its earlier renders; lost with the lane.</summary>
internal sealed class NodeDurations
{
    private const int MaxWorkflows = 200;
    private const double WeightOfNewest = 0.3;

    private readonly Dictionary<string, Dictionary<string, double>> _workflows = [];

    /// <summary>Seconds by the node's id; null when nothing is known of the workflow.</summary>
    public IReadOnlyDictionary<string, double>? Of(string workflow) => _workflows.GetValueOrDefault(workflow);

    public void Learn(string workflow, IReadOnlyDictionary<string, double> measured)
    {
        if (measured.Count == 0)
        {
            return;
        }

        if (_workflows.Count >= MaxWorkflows && !_workflows.ContainsKey(workflow))
        {
            _workflows.Remove(_workflows.Keys.First());
        }

        // Renders at work hold on to what was known when they began.
        var known = new Dictionary<string, double>(_workflows.GetValueOrDefault(workflow) ?? []);
        foreach (var (node, seconds) in measured)
        {
            known[node] = known.TryGetValue(node, out var before) ? before + (WeightOfNewest * (seconds - before)) : seconds;
        }

        _workflows[workflow] = known;
    }
}
