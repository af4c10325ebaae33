using ArtEngine.Generation.Domain.Webhooks;

namespace ArtEngine.Generation.Application.Webhooks.Endpoints;

/// <summary>Users' endpoints. Every method is one transaction.</summary>
internal interface IWebhooks
{
    /// <summary>Whether the user has one that is told of something; as it was at most a second ago.</summary>
    ValueTask<bool> AnyAsync(Guid userId, CancellationToken cancellationToken);

    /// <returns>
    /// False, with nothing stored, when the user has so many already; of those for the addresses of jobs there is one.
    /// </returns>
    Task<bool> TryAddAsync(WebhookEndpoint endpoint, int most, CancellationToken cancellationToken);

    /// <summary>The user's endpoints, the oldest first.</summary>
    Task<IReadOnlyList<WebhookEndpoint>> ListAsync(Guid userId, CancellationToken cancellationToken);

    /// <returns>Null when it is not there or another user's.</returns>
    Task<WebhookEndpoint?> FindAsync(Guid id, Guid userId, CancellationToken cancellationToken);

    /// <returns>The endpoint afterwards; null when it is not there or another user's.</returns>
    Task<WebhookEndpoint?> ChangeAsync(Guid id, Guid userId, Action<WebhookEndpoint> change, CancellationToken cancellationToken);

    /// <summary>Removes it with all its messages.</summary>
    /// <returns>False when it is not there or another user's.</returns>
    Task<bool> RemoveAsync(Guid id, Guid userId, CancellationToken cancellationToken);
}
