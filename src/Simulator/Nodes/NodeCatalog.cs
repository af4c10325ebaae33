namespace ArtEngine.ComfySimulator.Nodes;

/// <summary>Every node class this server knows, by name.</summary>
internal sealed class NodeCatalog
{
    private readonly Dictionary<string, NodeType> byName;

    public NodeCatalog(bool withTestNodes)
    {
        IEnumerable<NodeType> all =
        [
            .. LoaderNodes.All, .. ConditioningNodes.All, .. LatentNodes.All, .. SamplingNodes.All,
            .. ImageNodes.All, .. MaskNodes.All, .. OutputNodes.All, .. PrimitiveNodes.All,
            .. withTestNodes ? TestNodes.All : [],
        ];
        byName = all.ToDictionary(node => node.Name, StringComparer.Ordinal);
    }

    public IEnumerable<NodeType> All => byName.Values;

    public NodeType? Find(string name) => byName.GetValueOrDefault(name);
}
