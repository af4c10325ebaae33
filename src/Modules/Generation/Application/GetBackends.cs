using ArtEngine.Generation.Contracts;
using MediatR;

namespace ArtEngine.Generation.Application;

internal sealed class GetBackendsHandler(IRenderServers servers, IImageJobs jobs) : IRequestHandler<GetBackendsQuery, IReadOnlyList<BackendStatus>>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<BackendStatus>> Handle(GetBackendsQuery query, CancellationToken cancellationToken) =>
        await Task.WhenAll(servers.All.Select(server => LookAsync(server, cancellationToken)));

    private async Task<BackendStatus> LookAsync(IRenderServer server, CancellationToken cancellationToken)
    {
        var inFlight = await jobs.WithOpenAttemptAsync(server.Name, cancellationToken);
        return new(server.Name, await IsUpAsync(server, cancellationToken), inFlight.Count);
    }

    private static async Task<bool> IsUpAsync(IRenderServer server, CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(Patience);
        try
        {
            await server.ProbeAsync(soon.Token);
            return true;
        }
        catch (Exception exception) when (exception is RenderServerUnavailableException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
