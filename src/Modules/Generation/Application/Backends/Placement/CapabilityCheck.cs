using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>Whether a server can run a graph.</summary>
/// <param name="CanRun">Null when the server does not say.</param>
/// <param name="Reason">Why not, to be read after the server's name; null when it can.</param>
internal readonly record struct Capability(bool? CanRun, string? Reason = null)
{
    public static readonly Capability Able = new(true);

    /// <summary>What the server does not have, when it says so.</summary>
    public IReadOnlyList<Lack> Lacks { get; init; } = [];
}

/// <summary>Compares what graphs need with what servers have.</summary>
internal static class CapabilityCheck
{
    public static readonly TimeSpan Known = TimeSpan.FromMinutes(5);

    /// <summary>A lack may have been mended just now.</summary>
    public static readonly TimeSpan KnownLack = TimeSpan.FromSeconds(15);

    /// <summary>
    /// All that the server lacks, or what it says nothing of. May throw <see cref="RenderServerUnavailableException"/>.
    /// </summary>
    public static async Task<Capability> CheckAsync(
        this INodeCatalog catalog, IReadOnlyList<NodeRequirement> needs, CancellationToken cancellationToken)
    {
        var lacks = new List<Lack>();
        foreach (var need in needs)
        {
            try
            {
                lacks.AddRange(await catalog.LacksAsync(need, cancellationToken));
            }
            catch (RenderAnswerException exception)
            {
                return new(null, $"does not say what {need.ClassType} is: {exception.Message}");
            }
        }

        return lacks.Count == 0
            ? Capability.Able
            : new(false, $"has {string.Join(" and ", lacks.Select(lack => lack.Reason).Distinct())}") { Lacks = lacks };
    }

    /// <summary>What a node description lacks for a need.</summary>
    public static IReadOnlyList<Lack> LacksOf(NodeRequirement need, NodeDescription? node)
    {
        if (node is null)
        {
            return [new(need.NodeId, need.ClassType)];
        }

        var lacks = new List<Lack>();
        foreach (var (input, file) in need.Files)
        {
            if (node.Choices.TryGetValue(input, out var choices) && ModelFiles.Spelled(choices, file) is null)
            {
                lacks.Add(new(need.NodeId, need.ClassType, input, file) { Choices = choices });
            }
        }

        return lacks;
    }

    private static async Task<IReadOnlyList<Lack>> LacksAsync(
        this INodeCatalog catalog, NodeRequirement need, CancellationToken cancellationToken) =>
        LacksOf(need, await catalog.DescribeAsync(need.ClassType, Known, cancellationToken)) is { Count: 0 } none
            ? none
            : LacksOf(need, await catalog.DescribeAsync(need.ClassType, KnownLack, cancellationToken));
}
