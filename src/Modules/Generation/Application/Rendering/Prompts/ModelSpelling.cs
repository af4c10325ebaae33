using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Rendering;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>Writes the names of model files as a server has them: a graph made on Windows runs on Linux, and the other way.</summary>
internal static class ModelSpelling
{
    /// <summary>The inputs that must be written otherwise; none when the server does not say.</summary>
    public static async Task<IReadOnlyList<InputText>> SpelledAsync(
        this INodeCatalog catalog, IReadOnlyList<NodeRequirement> needs, CancellationToken cancellationToken)
    {
        try
        {
            var spelled = new List<InputText>();
            foreach (var need in needs)
            {
                foreach (var (input, file) in need.Files.Where(named => named.Value.AsSpan().ContainsAny('/', '\\')))
                {
                    var node = await catalog.DescribeAsync(need.ClassType, CapabilityCheck.Known, cancellationToken);
                    if (node?.Choices.GetValueOrDefault(input) is { } choices && ModelFiles.Spelled(choices, file) is { } name &&
                        name != file)
                    {
                        spelled.Add(new(need.NodeId, input, name));
                    }
                }
            }

            return spelled;
        }
        catch (Exception exception) when (exception is RenderAnswerException or RenderServerUnavailableException)
        {
            return [];
        }
    }
}
