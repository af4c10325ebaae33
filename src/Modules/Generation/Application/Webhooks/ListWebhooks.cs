using ArtEngine.Generation.Application.Webhooks.Endpoints;
using MediatR;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>The caller's endpoints, the oldest first.</summary>
internal sealed record ListWebhooksQuery(Guid UserId) : IRequest<WebhookList>;

internal sealed class ListWebhooksHandler(IWebhooks webhooks) : IRequestHandler<ListWebhooksQuery, WebhookList>
{
    public async Task<WebhookList> Handle(ListWebhooksQuery query, CancellationToken cancellationToken) =>
        new([.. (await webhooks.ListAsync(query.UserId, cancellationToken)).Select(endpoint => WebhookView.Of(endpoint))]);
}

/// <summary>A user's endpoints.</summary>
/// <param name="Webhooks">The endpoints.</param>
internal sealed record WebhookList(IReadOnlyList<WebhookView> Webhooks);
