using ArtEngine.Generation.Application.Webhooks.Endpoints;
using MediatR;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>
/// Gives an endpoint of the caller another secret, which the answer has and nothing else. For a day messages are signed with both.
/// </summary>
internal sealed record RenewWebhookSecretCommand(Guid Id, Guid UserId) : IRequest<WebhookView>;

internal sealed class RenewWebhookSecretHandler(IWebhooks webhooks, IWebhookSecrets secrets, TimeProvider clock)
    : IRequestHandler<RenewWebhookSecretCommand, WebhookView>
{
    public async Task<WebhookView> Handle(RenewWebhookSecretCommand command, CancellationToken cancellationToken)
    {
        var secret = secrets.Create();
        var sealedSecret = await secrets.SealAsync(secret, cancellationToken);
        var changed = await webhooks.ChangeAsync(
            command.Id, command.UserId, endpoint => endpoint.Rotate(sealedSecret, clock.GetUtcNow()), cancellationToken)
            ?? throw UnknownWebhook.Exception(command.Id);
        return WebhookView.Of(changed, secret);
    }
}
