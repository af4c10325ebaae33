using ArtEngine.Generation.Domain.Webhooks;

namespace ArtEngine.Generation.Application.Webhooks.Deliveries;

/// <summary>
/// Which messages are to be sent, and when. Every method is one transaction, and none costs more when there are more messages.
/// </summary>
internal interface IWebhookSchedule
{
    /// <summary>Endpoints with messages that are due now, except these; those that wait longest come first.</summary>
    Task<IReadOnlyList<WebhookEndpoint>> DueEndpointsAsync(
        IReadOnlyCollection<Guid> except, int count, CancellationToken cancellationToken);

    /// <summary>What is to be sent to the endpoint now, the earliest first.</summary>
    Task<IReadOnlyList<WebhookDelivery>> DueAsync(Guid endpointId, int count, CancellationToken cancellationToken);

    /// <summary>Stores what came of sending these.</summary>
    Task NoteSentAsync(WebhookEndpoint endpoint, IReadOnlyList<SentDelivery> sent, CancellationToken cancellationToken);

    /// <summary>Deletes some messages that are older than the operator keeps them.</summary>
    /// <returns>How many.</returns>
    Task<int> DeleteOldAsync(int count, CancellationToken cancellationToken);
}

/// <summary>What came of sending a message.</summary>
/// <param name="DeliveryId">The message.</param>
/// <param name="Status">What its receiver answered; null when it did not.</param>
/// <param name="Error">Why it did not arrive; null when it did.</param>
internal readonly record struct SentDelivery(Guid DeliveryId, int? Status, string? Error)
{
    /// <summary>The receiver wants no more of them.</summary>
    public bool IsGone => Status == 410;
}
