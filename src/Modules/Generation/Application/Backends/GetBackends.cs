using ArtEngine.Generation.Application.Backends.Registry;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application.Backends;

internal sealed class GetBackendsHandler(IBackends backends, IRenderServers servers, IServerLoads loads)
    : IRequestHandler<GetBackendsQuery, IReadOnlyList<BackendStatus>>
{
    public async Task<IReadOnlyList<BackendStatus>> Handle(GetBackendsQuery query, CancellationToken cancellationToken)
    {
        var counts = await loads.CountByServerAsync(cancellationToken);
        return
        [
            .. (await backends.ListAsync(cancellationToken)).Select(backend => new BackendStatus(
                backend.Name, backend.IsWell(backends.Now), counts.GetValueOrDefault(backend.Name), servers.Of(backend)
                    .Catalog.KnownModels)),
        ];
    }
}
