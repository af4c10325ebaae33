using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Workflows.Contracts;

namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>Tells whether a job can be made at all, and what it waits for when no server takes it.</summary>
internal sealed class PlacementCheck(BackendDirectory backends, IRenderServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Throws <see cref="AppException"/> <c>no_capable_server</c> when every server is known and none can run this.
    /// </summary>
    /// <param name="needs">What the graph asks of a server.</param>
    /// <param name="filled">Which inputs the caller's parameters fill, so that they are pointed at.</param>
    /// <param name="cancellationToken">Ends the wait for servers that are asked.</param>
    public async Task EnsureCapableAsync(
        IReadOnlyList<NodeRequirement> needs, IReadOnlyList<FilledInput> filled, CancellationToken cancellationToken)
    {
        var lacks = new List<IReadOnlyList<Lack>>();
        foreach (var backend in await backends.ListActiveAsync(cancellationToken))
        {
            var capability = await AskAsync(backend, needs, cancellationToken);
            if (capability.CanRun != false)
            {
                return;
            }

            lacks.Add(capability.Lacks);
        }

        if (lacks.Count > 0)
        {
            throw MissingParts.Of(lacks, filled);
        }
    }

    /// <summary>Why no server can take a job with these needs just now, in a sentence; null when one can.</summary>
    public async Task<string?> ReasonToWaitAsync(IReadOnlyList<NodeRequirement> needs, CancellationToken cancellationToken)
    {
        var active = await backends.ListActiveAsync(cancellationToken);
        var reasons = new List<string>();
        foreach (var backend in active)
        {
            if (ReasonOf(backend) is { } trouble)
            {
                reasons.Add(trouble);
            }
            else if (await AskAsync(backend, needs, cancellationToken) is { CanRun: not true } capability)
            {
                reasons.Add($"{backend.Name} {capability.Reason}.");
            }
            else
            {
                return null;
            }
        }

        return reasons.Count == 0 ? "No ComfyUI server takes jobs at present." : string.Join(' ', reasons);
    }

    private string? ReasonOf(Backend backend) => (backend.IsWell(backends.Now), backend.Trouble) switch
    {
        (true, _) => backend.ForeignPrompts > 0 ? $"{backend.Name} is busy with other work." : null,
        (_, { } trouble) => $"{backend.Name}: {trouble}",
        _ => $"{backend.Name} is not driven by any node yet.",
    };

    private async Task<Capability> AskAsync(Backend backend, IReadOnlyList<NodeRequirement> needs, CancellationToken cancellationToken)
    {
        using var soon = Soon(backend, cancellationToken);
        try
        {
            return await servers.Of(backend).Catalog.CheckAsync(needs, soon.Token);
        }
        catch (Exception exception) when (RenderServerUnavailableException.IsReasonOf(exception, cancellationToken))
        {
            return new(null, "does not answer");
        }
    }

    /// <summary>What was learnt of a server holds while it is away; a server in trouble is not asked for more.</summary>
    private CancellationTokenSource Soon(Backend backend, CancellationToken cancellationToken)
    {
        var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(backend.IsWell(backends.Now) || backend.LaneSeenAt is null ? Patience : TimeSpan.Zero);
        return soon;
    }
}
