using System.Text.Json;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Domain.Webhooks;

namespace ArtEngine.Generation.Application.Webhooks.Deliveries;

/// <summary>One message of an endpoint's log.</summary>
/// <param name="Id">Its id; the header <c>webhook-id</c> is <c>msg_</c> and this.</param>
/// <param name="Type">The event.</param>
/// <param name="Sequence">Its number: from 1 for each endpoint, without gaps.</param>
/// <param name="State"><c>pending, delivered</c> or <c>failed</c>.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
/// <param name="NextAt">When it is sent next, UTC; null when it is not.</param>
/// <param name="EndedAt">When it arrived or was given up, UTC; null before.</param>
/// <param name="LastStatus">What the receiver answered last; null when it did not.</param>
/// <param name="LastError">Why it did not arrive the last time; null when it did.</param>
/// <param name="Body">What was sent.</param>
internal sealed record DeliveryView(
    Guid Id, string Type, long Sequence, DeliveryState State, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset? NextAt,
    DateTimeOffset? EndedAt, int? LastStatus, string? LastError, JsonElement Body)
{
    public static DeliveryView Of(WebhookDelivery delivery) => new(
        delivery.Id, delivery.Type, delivery.Sequence, delivery.State, delivery.Attempts, delivery.CreatedAt, delivery.NextAt,
        delivery.EndedAt, delivery.LastStatus, delivery.LastError, StoredJson.Read(delivery.Body) ?? StoredJson.Empty);
}

/// <summary>One page of an endpoint's log, newest first.</summary>
/// <param name="Deliveries">The messages.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> to get the next page; null on the last.</param>
internal sealed record DeliveryPage(IReadOnlyList<DeliveryView> Deliveries, string? NextCursor);

/// <summary>One message to an endpoint of some user, without what it says: that is its owner's.</summary>
/// <param name="UserId">Whose endpoint it is.</param>
/// <param name="WebhookId">The endpoint.</param>
/// <param name="Host">Where it goes: of the address no more than the host, as the rest may hold a secret.</param>
/// <param name="Id">Its id.</param>
/// <param name="Type">The event.</param>
/// <param name="State"><c>pending, delivered</c> or <c>failed</c>.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
/// <param name="NextAt">When it is sent next, UTC; null when it is not.</param>
/// <param name="LastStatus">What the receiver answered last; null when it did not.</param>
/// <param name="LastError">Why it did not arrive the last time; null when it did.</param>
internal sealed record OwnedDelivery(
    Guid UserId, Guid WebhookId, string Host, Guid Id, string Type, DeliveryState State, int Attempts, DateTimeOffset CreatedAt,
    DateTimeOffset? NextAt, int? LastStatus, string? LastError)
{
    public static OwnedDelivery Of(WebhookDelivery delivery, string url) => new(
        delivery.UserId, delivery.EndpointId, Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Authority : "", delivery.Id,
        delivery.Type, delivery.State, delivery.Attempts, delivery.CreatedAt, delivery.NextAt, delivery.LastStatus, delivery.LastError);
}
