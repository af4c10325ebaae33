using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Webhooks.Deliveries;
using ArtEngine.Generation.Domain.Webhooks;

namespace ArtEngine.Generation.Application.Webhooks.Endpoints;

/// <summary>Who is told of jobs: users' endpoints, and the addresses that jobs themselves name, which share one endpoint.</summary>
internal sealed class JobAudience(IWebhooks webhooks, IWebhookSecrets secrets, IWebhookSender sender, TimeProvider clock) : IJobAudience
{
    public ValueTask<bool> IsThereAsync(Guid userId, CancellationToken cancellationToken) =>
        webhooks.AnyAsync(userId, cancellationToken);

    public async Task EnsureAllowedAsync(Guid userId, string url, CancellationToken cancellationToken)
    {
        await sender.EnsureAllowedAsync(url, "/webhook_url", cancellationToken);
        if ((await webhooks.ListAsync(userId, cancellationToken)).Any(endpoint => endpoint.IsOfJobs))
        {
            return;
        }

        var secret = await secrets.SealAsync(secrets.Create(), cancellationToken);
        // When another request has just added the endpoint, that one is used.
        await webhooks.TryAddAsync(
            WebhookEndpoint.Add(userId, url: "", events: "", secret, clock.GetUtcNow()), most: 1, cancellationToken);
    }
}
