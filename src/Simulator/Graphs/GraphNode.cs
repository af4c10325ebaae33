using System.Text.Json.Nodes;
using ArtEngine.ComfySimulator.Nodes;

namespace ArtEngine.ComfySimulator.Graphs;

/// <summary>A node of a graph whose class is known.</summary>
internal sealed record GraphNode(string Id, NodeType Type, JsonObject? Inputs)
{
    /// <summary>The nodes this one waits for.</summary>
    public IEnumerable<string> Sources
    {
        get
        {
            foreach (var (_, value) in Inputs ?? [])
            {
                if (Link.From(value) is { } link)
                {
                    yield return link.NodeId;
                }
            }
        }
    }
}
