using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain;

namespace ArtEngine.Generation.Application.Placement;

/// <summary>Tells at acceptance whether a job can be made at all.</summary>
internal sealed class PlacementCheck(IBackends backends, IRenderServers servers, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Why the job has to wait for a server, in a sentence; null when one can run it. When every server is known and
    /// none can, it throws <see cref="AppException"/> <c>no_capable_server</c>.
    /// </summary>
    public async Task<string?> ReasonToWaitAsync(IReadOnlyList<NodeNeed> needs, CancellationToken cancellationToken)
    {
        var lacks = new List<(Backend Backend, string? Lack)>();
        foreach (var backend in (await backends.ListAsync(cancellationToken)).Where(backend => backend.State == BackendState.Active))
        {
            var (isKnown, lack) = await AskAsync(backend, needs, cancellationToken);
            if (isKnown && lack is null)
            {
                return null;
            }

            lacks.Add((backend, lack?.ToString()));
        }

        if (lacks.Count == 0)
        {
            return "No ComfyUI server takes jobs at present.";
        }

        return lacks.TrueForAll(server => server.Lack is not null)
            ? throw new AppException(ErrorKind.Invalid, "no_capable_server", "No ComfyUI server can run this workflow.")
            {
                Errors = [.. lacks.Select(server => new InputError("/workflow_name", $"{server.Backend.Name} {server.Lack}."))],
            }
            : $"{string.Join("; ", lacks.Select(server => $"{server.Backend.Name} {server.Lack ?? "does not answer"}"))}.";
    }

    /// <summary>What was learnt of a server holds while it is away; a server in trouble is not asked for more.</summary>
    private async Task<(bool IsKnown, Lack? Lack)> AskAsync(Backend backend, IReadOnlyList<NodeNeed> needs, CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(backend.IsWell(clock.GetUtcNow()) || backend.LaneSeenAt is null ? Patience : TimeSpan.Zero);
        try
        {
            return (true, await servers.Of(backend).FindLackAsync(needs, soon.Token));
        }
        catch (Exception exception) when (
            exception is RenderServerUnavailableException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (false, null);
        }
    }
}
