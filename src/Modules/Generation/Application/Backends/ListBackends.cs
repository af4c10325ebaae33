using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;
using MediatR;

namespace ArtEngine.Generation.Application.Backends;

/// <summary>The ComfyUI servers and how they are doing.</summary>
internal sealed record ListBackendsQuery : IRequest<BackendList>;

/// <summary>The ComfyUI servers, by name.</summary>
/// <param name="Backends">The servers.</param>
internal sealed record BackendList(IReadOnlyList<BackendView> Backends);

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
    bool IsFromSettings)
{
    public static BackendView Of(Backend backend, DateTimeOffset now, int inFlight, int? models) => new(
        backend.Name, backend.State, backend.IsWell(now), BackendTrouble.Of(backend, now), backend.TroubleSince, inFlight,
        backend.Depth, backend.Weight, models, backend.ForeignPrompts, backend.IsFromSettings);

    /// <summary>What somebody may see who does not administer the servers: how they are, but not what they are called or say.</summary>
    /// <param name="number">Stands in for the name.</param>
    public BackendView Redacted(int number) => this with
    {
        Name = FormattableString.Invariant($"server-{number}"),
        Trouble = Trouble is null ? null : "It is in trouble.",
        IsFromSettings = false,
    };
}

internal sealed class ListBackendsHandler(IBackends backends, IRenderServers servers, IServerLoads loads)
    : IRequestHandler<ListBackendsQuery, BackendList>
{
    public async Task<BackendList> Handle(ListBackendsQuery query, CancellationToken cancellationToken)
    {
        var counts = await loads.CountByServerAsync(cancellationToken);
        return new(
        [
            .. (await backends.ListAsync(cancellationToken)).Select(backend => BackendView.Of(
                backend, backends.Now, counts.GetValueOrDefault(backend.Name), servers.Of(backend).Catalog.KnownModels)),
        ]);
    }
}
