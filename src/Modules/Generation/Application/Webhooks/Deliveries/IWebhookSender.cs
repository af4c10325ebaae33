using ArtEngine.Generation.Domain.Webhooks;

namespace ArtEngine.Generation.Application.Webhooks.Deliveries;

/// <summary>Speaks to receivers.</summary>
internal interface IWebhookSender
{
    /// <summary>Sends the message; it never throws but when it is canceled.</summary>
    Task<SentDelivery> SendAsync(WebhookEndpoint endpoint, WebhookDelivery delivery, CancellationToken cancellationToken);

    /// <summary>What is wrong with an address, in a sentence; null when messages may go there.</summary>
    Task<string?> FindFaultAsync(string url, CancellationToken cancellationToken);
}
