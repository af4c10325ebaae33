using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Domain.Webhooks;

namespace ArtEngine.Generation.Application.Webhooks.Endpoints;

internal static class UnknownWebhook
{
    /// <summary>The user's endpoint, or <see cref="AppException"/> <c>unknown_webhook</c>.</summary>
    public static async Task<WebhookEndpoint> RequireAsync(
        this IWebhooks webhooks, Guid id, Guid userId, CancellationToken cancellationToken) =>
        await webhooks.FindAsync(id, userId, cancellationToken) ?? throw Exception(id);

    public static AppException WithoutAddress() =>
        new(ErrorKind.Conflict, "webhook_of_jobs", "This webhook has no address of its own: jobs and batches say where its messages go.");

    public static AppException Exception(Guid id) =>
        new(ErrorKind.NotFound, "unknown_webhook", $"There is no webhook {id} of yours.");
}
