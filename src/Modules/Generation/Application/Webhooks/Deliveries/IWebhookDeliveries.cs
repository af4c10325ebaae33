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
