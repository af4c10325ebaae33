using ArtEngine.Generation.Application.Webhooks.Endpoints;
using MediatR;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>One endpoint of the caller.</summary>
internal sealed record GetWebhookQuery(Guid Id, Guid UserId) : IRequest<WebhookView>;

internal sealed class GetWebhookHandler(IWebhooks webhooks) : IRequestHandler<GetWebhookQuery, WebhookView>
{
    public async Task<WebhookView> Handle(GetWebhookQuery query, CancellationToken cancellationToken) =>
        WebhookView.Of(await webhooks.RequireAsync(query.Id, query.UserId, cancellationToken));
}
