using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Application.Backends.Placement;

/// <summary>Tells whether a job can be made at all, and what it waits for when no server takes it.</summary>
internal sealed class PlacementCheck(BackendDirectory backends, IRenderServers servers)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Throws <see cref="AppException"/> <c>no_capable_server</c> when every server is known and none can run this.
    /// </summary>
    public async Task EnsureCapableAsync(IReadOnlyList<NodeRequirement> needs, CancellationToken cancellationToken)
    {
        var lacks = new List<(Backend Backend, Capability Capability)>();
        foreach (var backend in await ActiveAsync(cancellationToken))
        {
            var capability = await AskAsync(backend, needs, cancellationToken);
            if (capability.CanRun != false)
            {
                return;
            }

            lacks.Add((backend, capability));
        }

        if (lacks.Count > 0)
        {
            throw new AppException(ErrorKind.Invalid, "no_capable_server", "No ComfyUI server can run this workflow.")
            {
                Errors = [.. lacks.Select(lack => new InputError("/workflow_name", $"{lack.Backend.Name} {lack.Capability.Reason}."))],
            };
        }
    }

    /// <summary>Why no server can take a job with these needs just now, in a sentence; null when one can.</summary>
    public async Task<string?> ReasonToWaitAsync(IReadOnlyList<NodeRequirement> needs, CancellationToken cancellationToken)
    {
        var active = await ActiveAsync(cancellationToken);
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

    private async Task<IReadOnlyList<Backend>> ActiveAsync(CancellationToken cancellationToken) =>
        [.. (await backends.ListAsync(cancellationToken)).Where(backend => backend.State == BackendState.Active)];

    private string? ReasonOf(Backend backend) => (backend.IsWell(backends.Now), backend.Trouble) switch
    {
        (true, _) => backend.ForeignPrompts > 0 ? $"{backend.Name} is busy with other work." : null,
        (_, { } trouble) => $"{backend.Name}: {trouble}",
        _ => $"{backend.Name} is not driven by any node yet.",
    };

    /// <summary>What was learnt of a server holds while it is away; a server in trouble is not asked for more.</summary>
    private async Task<Capability> AskAsync(Backend backend, IReadOnlyList<NodeRequirement> needs, CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(backend.IsWell(backends.Now) || backend.LaneSeenAt is null ? Patience : TimeSpan.Zero);
        try
        {
            return await servers.Of(backend).Catalog.CheckAsync(needs, soon.Token);
        }
        catch (Exception exception) when (
            exception is RenderServerUnavailableException ||
                (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new(null, "does not answer");
        }
    }
}
