using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Application.Webhooks.Endpoints;
using MediatR;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>Sends a message of an endpoint of the caller once more, whatever became of it.</summary>
internal sealed record ResendDeliveryCommand(Guid Id, Guid DeliveryId, Guid UserId) : IRequest;

internal sealed class ResendDeliveryHandler(IWebhooks webhooks, IWebhookDeliveries deliveries, ISignals signals)
    : AsyncRequestHandler<ResendDeliveryCommand>
{
    protected override async Task Handle(ResendDeliveryCommand command, CancellationToken cancellationToken)
    {
        var endpoint = await webhooks.RequireAsync(command.Id, command.UserId, cancellationToken);
        if (!await deliveries.SendAgainAsync(command.DeliveryId, endpoint, cancellationToken))
        {
            throw new AppException(
                ErrorKind.NotFound, "unknown_delivery", $"The webhook has no message {command.DeliveryId}, or not any more.");
        }

        signals.Notify(Topics.Webhooks);
    }
}
