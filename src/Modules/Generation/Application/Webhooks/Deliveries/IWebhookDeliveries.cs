using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Domain.Webhooks;

namespace ArtEngine.Generation.Application.Webhooks.Deliveries;

/// <summary>Messages to users' endpoints. Every method is one transaction.</summary>
internal interface IWebhookDeliveries
{
    /// <summary>Adds a message for each endpoint that wants it and was not told of this event yet.</summary>
    /// <returns>How many there are.</returns>
    Task<int> TellAsync(WebhookEvent told, CancellationToken cancellationToken);

    /// <summary>An endpoint's messages, newest first, from below a number.</summary>
    Task<IReadOnlyList<WebhookDelivery>> ListAsync(Guid endpointId, long? below, int count, CancellationToken cancellationToken);

    /// <summary>The messages to everybody's endpoints, newest first, from behind the last one of the page before.</summary>
    Task<IReadOnlyList<OwnedDelivery>> ListAllAsync(
        DeliveryState? state, PageCursor? after, int count, CancellationToken cancellationToken);

    /// <returns>False when there is no such message of the endpoint.</returns>
    Task<bool> SendAgainAsync(Guid deliveryId, WebhookEndpoint endpoint, CancellationToken cancellationToken);

    /// <summary>Endpoints with messages that are due now, except these; those that wait longest come first.</summary>
    Task<IReadOnlyList<WebhookEndpoint>> DueEndpointsAsync(
        IReadOnlyCollection<Guid> except, int count, CancellationToken cancellationToken);

    /// <summary>What is to be sent to the endpoint now, the earliest first.</summary>
    Task<IReadOnlyList<WebhookDelivery>> DueAsync(Guid endpointId, int count, CancellationToken cancellationToken);

    /// <summary>Stores what came of sending these.</summary>
    Task NoteSentAsync(WebhookEndpoint endpoint, IReadOnlyList<SentDelivery> sent, CancellationToken cancellationToken);

    /// <summary>Deletes some messages that were made before then.</summary>
    /// <returns>How many.</returns>
    Task<int> DeleteOldAsync(DateTimeOffset before, int count, CancellationToken cancellationToken);
}

/// <summary>Something that a user's endpoints are told.</summary>
/// <param name="Id">Of the fact; an endpoint is told of it once.</param>
/// <param name="UserId">The user.</param>
/// <param name="Type">Which event.</param>
/// <param name="At">When it happened, UTC.</param>
/// <param name="Data">What is told.</param>
internal sealed record WebhookEvent(Guid Id, Guid UserId, string Type, DateTimeOffset At, object Data)
{
    /// <summary>The only endpoint that is told; null for all of the user's.</summary>
    public Guid? EndpointId { get; init; }

    /// <summary>Where the job or batch wants it to go besides; null for nowhere.</summary>
    public string? Url { get; init; }
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
