using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>Whether a server can run a graph.</summary>
/// <param name="CanRun">Null when the server does not say.</param>
/// <param name="Reason">Why not, to be read after the server's name; null when it can.</param>
internal readonly record struct Capability(bool? CanRun, string? Reason = null)
{
    public static readonly Capability Able = new(true);
}

/// <summary>Compares what graphs need with what servers have.</summary>
internal static class CapabilityCheck
{
    private static readonly TimeSpan Known = TimeSpan.FromMinutes(5);

    /// <summary>A lack may have been mended just now.</summary>
    private static readonly TimeSpan KnownLack = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The first thing that the server lacks or says nothing of. May throw <see cref="RenderServerUnavailableException"/>.
    /// </summary>
    public static async Task<Capability> CheckAsync(
        this INodeCatalog catalog, IReadOnlyList<NodeRequirement> needs, CancellationToken cancellationToken)
    {
        foreach (var need in needs)
        {
            try
            {
                if (LackOf(need, await catalog.DescribeAsync(need.ClassType, Known, cancellationToken)) is not null &&
                    LackOf(need, await catalog.DescribeAsync(need.ClassType, KnownLack, cancellationToken)) is { } lack)
                {
                    return new(false, lack);
                }
            }
            catch (RenderAnswerException exception)
            {
                return new(null, $"does not say what {need.ClassType} is: {exception.Message}");
            }
        }

        return Capability.Able;
    }

    /// <summary>What a node description lacks for a need, to be read after the server's name; null when nothing.</summary>
    public static string? LackOf(NodeRequirement need, NodeDescription? node)
    {
        if (node is null)
        {
            return $"has no node class {need.ClassType}";
        }

        foreach (var (input, value) in need.Files)
        {
            if (node.Choices.TryGetValue(input, out var choices) && !choices.Contains(value))
            {
                return $"has no {input} '{value}' for {need.ClassType}";
            }
        }

        return null;
    }
}
