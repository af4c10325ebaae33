using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain;
using MediatR;

namespace ArtEngine.Generation.Application;

internal sealed class GetBackendsHandler(IBackends backends, IRenderServers servers, IImageJobs jobs)
    : IRequestHandler<GetBackendsQuery, IReadOnlyList<BackendStatus>>
{
    public async Task<IReadOnlyList<BackendStatus>> Handle(GetBackendsQuery query, CancellationToken cancellationToken)
    {
        var counts = await jobs.CountByServerAsync(cancellationToken);
        var all = await backends.ListAsync(cancellationToken);
        return await Task.WhenAll(all.Select(backend => LookAsync(backend, counts.GetValueOrDefault(backend.Name), cancellationToken)));
    }

    private async Task<BackendStatus> LookAsync(Backend backend, int inFlight, CancellationToken cancellationToken)
    {
        var server = servers.Of(backend);
        return new(backend.Name, await server.AnswersAsync(cancellationToken), inFlight, server.KnownModels);
    }
}
