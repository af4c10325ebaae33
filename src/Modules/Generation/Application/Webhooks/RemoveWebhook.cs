using ArtEngine.Generation.Application.Webhooks.Endpoints;
using MediatR;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>Removes an endpoint of the caller with its messages, those that wait among them.</summary>
internal sealed record RemoveWebhookCommand(Guid Id, Guid UserId) : IRequest;

internal sealed class RemoveWebhookHandler(IWebhooks webhooks) : AsyncRequestHandler<RemoveWebhookCommand>
{
    protected override async Task Handle(RemoveWebhookCommand command, CancellationToken cancellationToken)
    {
        if (!await webhooks.RemoveAsync(command.Id, command.UserId, cancellationToken))
        {
            throw UnknownWebhook.Exception(command.Id);
        }
    }
}
