using MediatR;

namespace ArtEngine.BuildingBlocks.Infrastructure.Workers;

/// <summary>Sends a command whose handler ends only when it is canceled.</summary>
internal sealed class CommandWorker<TCommand>(IMediator mediator) : IClusterWorker
    where TCommand : IRequest, new()
{
    public Task RunAsync(CancellationToken cancellationToken) => mediator.Send(new TCommand(), cancellationToken);
}
