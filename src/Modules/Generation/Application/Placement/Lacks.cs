using ArtEngine.Generation.Domain;

namespace ArtEngine.Generation.Application.Placement;

/// <summary>What a server lacks for a graph.</summary>
/// <param name="ClassType">The node class.</param>
/// <param name="Input">The input whose value it has not; null when it has not the class.</param>
/// <param name="Value">That value.</param>
internal sealed record Lack(string ClassType, string? Input = null, string? Value = null)
{
    public override string ToString() => Input is null ? $"has no node class {ClassType}" : $"has no {Input} '{Value}' for {ClassType}";
}

/// <summary>Compares what graphs need with what servers have.</summary>
internal static class Lacks
{
    private static readonly TimeSpan Known = TimeSpan.FromMinutes(5);

    /// <summary>A lack may have been mended just now.</summary>
    private static readonly TimeSpan KnownLack = TimeSpan.FromSeconds(15);

    /// <summary>The first thing that the server lacks; null when it has all. May throw <see cref="RenderServerUnavailableException"/>.</summary>
    public static async Task<Lack?> FindLackAsync(this IRenderServer server, IReadOnlyList<NodeNeed> needs, CancellationToken cancellationToken)
    {
        foreach (var need in needs)
        {
            if (LackOf(need, await server.DescribeAsync(need.ClassType, Known, cancellationToken)) is not null &&
                LackOf(need, await server.DescribeAsync(need.ClassType, KnownLack, cancellationToken)) is { } lack)
            {
                return lack;
            }
        }

        return null;
    }

    private static Lack? LackOf(NodeNeed need, NodeDescription? node)
    {
        if (node is null)
        {
            return new(need.ClassType);
        }

        foreach (var (input, value) in need.Texts)
        {
            if (node.Choices.TryGetValue(input, out var choices) && !choices.Contains(value))
            {
                return new(need.ClassType, input, value);
            }
        }

        return null;
    }
}
