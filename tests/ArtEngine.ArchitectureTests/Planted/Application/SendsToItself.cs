using MediatR;

namespace ArtEngine.ArchitectureTests.Planted.Application;

internal sealed record PlantedOwnQuery : IRequest<int>;

internal sealed record SendsToItselfCommand : IRequest<int>;

/// <summary>Asks another handler of its module.</summary>
internal sealed class SendsToItselfHandler(IMediator mediator) : IRequestHandler<SendsToItselfCommand, int>
{
    public Task<int> Handle(SendsToItselfCommand request, CancellationToken cancellationToken) =>
        mediator.Send(new PlantedOwnQuery(), cancellationToken);
}
