using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Backends;

/// <summary>The ComfyUI servers and how they are doing.</summary>
internal sealed record ListBackendsQuery : IRequest<IReadOnlyList<BackendView>>;

/// <summary>One ComfyUI server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>active, draining, disabled</c> or <c>removing</c>.</param>
/// <param name="IsUp">Whether its lane runs and gives it jobs.</param>
/// <param name="Trouble">What is wrong with it, in a sentence; it may be up all the same. Null when nothing is.</param>
/// <param name="TroubleSince">Since when, UTC.</param>
/// <param name="InFlight">Jobs that it has, rendered or waiting there.</param>
/// <param name="Depth">Jobs that it holds at most.</param>
/// <param name="Weight">Of idle servers the heavier one takes a job first.</param>
/// <param name="Models">Model files that this node saw it to have; null when it did not ask yet.</param>
/// <param name="ForeignPrompts">Prompts that others sent it, rendered or waiting there.</param>
/// <param name="IsFromSettings">Whether the settings name it; else it was added here.</param>
internal sealed record BackendView(
    string Name,
    BackendState State,
    bool IsUp,
    string? Trouble,
    DateTimeOffset? TroubleSince,
    int InFlight,
    int Depth,
    int Weight,
    int? Models,
    int ForeignPrompts,
    bool IsFromSettings);

internal sealed class ListBackendsHandler(IBackends backends, IRenderServers servers, IServerLoads loads)
    : IRequestHandler<ListBackendsQuery, IReadOnlyList<BackendView>>
{
    public async Task<IReadOnlyList<BackendView>> Handle(ListBackendsQuery query, CancellationToken cancellationToken)
    {
        var counts = await loads.CountByServerAsync(cancellationToken);
        return
        [
            .. (await backends.ListAsync(cancellationToken)).Select(backend => new BackendView(
                backend.Name, backend.State, backend.IsWell(backends.Now), BackendTrouble.Of(
                    backend, backends.Now), backend.TroubleSince, counts.GetValueOrDefault(backend.Name),
                backend.Depth, backend.Weight, servers.Of(backend).Catalog.KnownModels, backend.ForeignPrompts, backend.IsFromSettings)),
        ];
    }
}
