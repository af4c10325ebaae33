using ArtEngine.Generation.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application;

internal sealed class GetBackendsHandler(IRenderServers servers, IImageJobs jobs) : IRequestHandler<GetBackendsQuery, IReadOnlyList<BackendStatus>>
{
    public async Task<IReadOnlyList<BackendStatus>> Handle(GetBackendsQuery query, CancellationToken cancellationToken) =>
        await Task.WhenAll(servers.All.Select(server => LookAsync(server, cancellationToken)));

    private async Task<BackendStatus> LookAsync(IRenderServer server, CancellationToken cancellationToken)
    {
        var inFlight = await jobs.WithOpenAttemptAsync(server.Name, cancellationToken);
        return new(server.Name, await server.AnswersAsync(cancellationToken), inFlight.Count);
    }
}
