using System.Security.Cryptography;
using System.Text;
using ArtEngine.ComfySimulator.Json;
using ArtEngine.ComfySimulator.Nodes;

namespace ArtEngine.ComfySimulator.Graphs;

/// <summary>
/// A hash for each node over its class, its inputs and everything upstream. Node ids are no part of it: the same work
/// in another graph has the same hash.
/// </summary>
internal sealed class GraphSignatures(Graph graph, NodeWorld world)
{
    private readonly Dictionary<string, Signature> known = new(StringComparer.Ordinal);

    public Signature Of(string nodeId)
    {
        if (known.TryGetValue(nodeId, out var signature))
        {
            return signature;
        }

        known[nodeId] = new Signature("cycle", IsVolatile: true);
        return known[nodeId] = graph.Find(nodeId) is { } node ? Compute(node) : new Signature("missing", IsVolatile: false);
    }

    private Signature Compute(GraphNode node)
    {
        var text = new StringBuilder(node.Type.Name);
        var isVolatile = node.Type.AlwaysRuns;
        foreach (var (name, value) in node.Inputs!.OrderBy(input => input.Key, StringComparer.Ordinal))
        {
            text.Append('\n').Append(name).Append('=');
            if (Link.From(value) is { } link)
            {
                var source = Of(link.NodeId);
                isVolatile |= source.IsVolatile;
                text.Append(source.Hash).Append('#').Append(link.Slot);
            }
            else
            {
                text.Append(ComfyJson.ToRaw(value).Text);
            }

            if (node.Type.Fingerprint is { } fingerprint && value is System.Text.Json.Nodes.JsonValue)
            {
                text.Append('@').Append(fingerprint(world, value.ToString()));
            }
        }

        return new Signature(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))), isVolatile);
    }
}
