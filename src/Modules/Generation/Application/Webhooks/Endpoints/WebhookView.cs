using ArtEngine.Generation.Domain.Webhooks;

namespace ArtEngine.Generation.Application.Webhooks.Endpoints;

/// <summary>An endpoint as its owner sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where messages go; null for the one of the addresses that jobs and batches name.</param>
/// <param name="Events">What it is told of; empty for everything.</param>
/// <param name="IsEnabled">Whether messages are made and sent.</param>
/// <param name="DisabledReason">Why not, when its owner did not say so; null otherwise.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
/// <param name="Secret">What messages are signed with; told when it is made and when it is renewed, null otherwise.</param>
internal sealed record WebhookView(
    Guid Id, string? Url, IReadOnlyList<string> Events, bool IsEnabled, string? DisabledReason, DateTimeOffset CreatedAt, string? Secret)
{
    public static WebhookView Of(WebhookEndpoint endpoint, string? secret = null) => new(
        endpoint.Id, endpoint.IsOfJobs ? null : endpoint.Url, endpoint.Events.Split(',', StringSplitOptions.RemoveEmptyEntries),
        endpoint.IsEnabled, endpoint.DisabledReason, endpoint.CreatedAt, secret);
}
