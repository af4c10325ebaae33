using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Rendering;

namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>Writes the names of model files as a server has them: a graph made on Windows runs on Linux, and the other way.</summary>
internal static class ModelSpelling
{
    /// <summary>The graph as it is when nothing has to be written otherwise, or the server does not say.</summary>
    public static async Task<string> SpellModelsAsync(
        this INodeCatalog catalog, string graph, IReadOnlyList<NodeRequirement> needs, CancellationToken cancellationToken)
    {
        try
        {
            var spelled = new List<(string NodeId, string Input, string Name)>();
            foreach (var need in needs)
            {
                foreach (var (input, file) in need.Files.Where(named => named.Value.AsSpan().ContainsAny('/', '\\')))
                {
                    var node = await catalog.DescribeAsync(need.ClassType, CapabilityCheck.Known, cancellationToken);
                    if (node?.Choices.GetValueOrDefault(input) is { } choices && ModelFiles.Spelled(choices, file) is { } name &&
                        name != file)
                    {
                        spelled.Add((need.NodeId, input, name));
                    }
                }
            }

            return spelled.Count == 0 ? graph : GraphPictures.Fill(graph, spelled);
        }
        catch (Exception exception) when (exception is RenderAnswerException or RenderServerUnavailableException)
        {
            return graph;
        }
    }
}
