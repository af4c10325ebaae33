using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Backends.Servers;
using MediatR;

namespace ArtEngine.Generation.Application.Backends;

/// <summary>One ComfyUI server and how it is doing.</summary>
internal sealed record GetBackendQuery(string Name) : IRequest<BackendView>;

internal sealed class GetBackendHandler(IBackends backends, IRenderServers servers, IServerLoads loads)
    : IRequestHandler<GetBackendQuery, BackendView>
{
    public async Task<BackendView> Handle(GetBackendQuery query, CancellationToken cancellationToken)
    {
        var backend = await backends.FindAsync(query.Name, cancellationToken) ?? throw UnknownBackend.Named(query.Name);
        var counts = await loads.CountByServerAsync(cancellationToken);
        return BackendView.Of(
            backend, backends.Now, counts.GetValueOrDefault(backend.Name), servers.Of(backend).Catalog.KnownModels);
    }
}
