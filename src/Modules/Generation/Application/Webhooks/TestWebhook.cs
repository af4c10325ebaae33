using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Application.Webhooks.Endpoints;
using ArtEngine.Generation.Domain.Webhooks;
using MediatR;

namespace ArtEngine.Generation.Application.Webhooks;

/// <summary>Sends a message to an endpoint of the caller, which says nothing but that it came.</summary>
internal sealed record TestWebhookCommand(Guid Id, Guid UserId) : IRequest;

internal sealed class TestWebhookHandler(IWebhooks webhooks, IWebhookDeliveries deliveries, ISignals signals, TimeProvider clock)
    : AsyncRequestHandler<TestWebhookCommand>
{
    protected override async Task Handle(TestWebhookCommand command, CancellationToken cancellationToken)
    {
        var endpoint = await webhooks.RequireAsync(command.Id, command.UserId, cancellationToken);
        if (endpoint.IsOfJobs)
        {
            throw UnknownWebhook.WithoutAddress();
        }

        var now = clock.GetUtcNow();
        var test = new WebhookEvent(Guid.NewGuid(), command.UserId, WebhookEvents.Test, now, new TestData("It works."))
        {
            EndpointId = endpoint.Id,
        };
        if (await deliveries.TellAsync(test, cancellationToken) == 0)
        {
            throw new AppException(
                ErrorKind.Conflict, "webhook_disabled", "The webhook is not enabled: PATCH it with \"is_enabled\": true first.");
        }

        signals.Notify(Topics.Webhooks);
    }

    /// <summary>What a test says.</summary>
    private sealed record TestData(string Message);
}
