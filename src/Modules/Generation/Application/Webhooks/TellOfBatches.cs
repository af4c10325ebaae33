using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Batches.Storage;
using ArtEngine.Generation.Application.Batches.Views;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Webhooks;
using MediatR;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>Makes messages of batches whose jobs have all ended.</summary>
internal sealed class TellOfBatches(IJobAudience audience, IWebhookDeliveries deliveries, IBatches batches, ISignals signals)
    : INotificationHandler<BatchCompleted>
{
    public async Task Handle(BatchCompleted notification, CancellationToken cancellationToken)
    {
        if (!await audience.IsThereAsync(notification.UserId, cancellationToken) ||
            await batches.FindAsync(notification.BatchId, notification.UserId, cancellationToken) is not { } batch)
        {
            return;
        }

        var told = new WebhookEvent(
            notification.Id, notification.UserId, WebhookEvents.BatchCompleted, notification.OccurredAt,
            await batches.ViewAsync(batch, cancellationToken))
        {
            Url = batch.WebhookUrl,
        };
        if (await deliveries.TellAsync(told, cancellationToken) > 0)
        {
            signals.Notify(Topics.Webhooks);
        }
    }
}
