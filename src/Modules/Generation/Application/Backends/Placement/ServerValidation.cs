using System.Text.Json;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>What one server would say to a graph.</summary>
/// <param name="Backend">Its name.</param>
/// <param name="Valid">Whether it would take it; null when it does not answer.</param>
/// <param name="Problems">Why not.</param>
internal sealed record ServerVerdict(string Backend, bool? Valid, IReadOnlyList<GraphProblem> Problems);

/// <summary>Asks what each server that takes jobs would say to a graph, without sending it.</summary>
internal sealed class ServerValidation(BackendDirectory backends, IRenderServers servers)
{
    private const int MaxProblems = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="graph">The graph.</param>
    /// <param name="filledLater">Inputs that take uploaded pictures.</param>
    /// <param name="cancellationToken">Ends the wait for the servers.</param>
    public async Task<IReadOnlyList<ServerVerdict>> AskAsync(
        string graph, IReadOnlySet<(string NodeId, string Input)> filledLater, CancellationToken cancellationToken)
    {
        var needs = GraphNeeds.Read(graph).Nodes;
        using var document = JsonDocument.Parse(graph, new() { MaxDepth = 1_000 });
        var active = await backends.ListActiveAsync(cancellationToken);
        return await Task.WhenAll(active.Select(async backend =>
            await ClassesAsync(backend, [.. needs.Select(need => need.ClassType).Distinct()], cancellationToken) is { } classes
                ? Verdict(backend, [.. new GraphCheck(document.RootElement, classes).Problems(filledLater).Take(MaxProblems)])
                : new(backend.Name, null, [])));
    }

    private static ServerVerdict Verdict(Backend backend, IReadOnlyList<GraphProblem> problems) =>
        new(backend.Name, problems.Count == 0, problems);

    /// <summary>Null when it does not answer; a class of which it does not say anything is left out.</summary>
    private async Task<IReadOnlyDictionary<string, NodeClass?>?> ClassesAsync(
        Backend backend, IReadOnlyList<string> classTypes, CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(Patience);
        var classes = new Dictionary<string, NodeClass?>();
        foreach (var classType in classTypes)
        {
            try
            {
                var node = await servers.Of(backend).Catalog.DescribeAsync(classType, CapabilityCheck.KnownLack, soon.Token);
                if (node is null || node.Class is not null)
                {
                    classes[classType] = node?.Class;
                }
            }
            catch (RenderAnswerException)
            {
                // What it says of the other classes counts all the same.
            }
            catch (Exception exception) when (RenderServerUnavailableException.IsReasonOf(exception, cancellationToken))
            {
                return null;
            }
        }

        return classes;
    }
}
