namespace ArtEngine.Generation.Application.Jobs.Storage;

/// <summary>Whether anybody outside is told what becomes of a user's jobs.</summary>
internal interface IJobAudience
{
    /// <summary>What changed less than a second ago may not be known yet.</summary>
    ValueTask<bool> IsThereAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>
    /// A job or batch of the user wants messages to go there. Throws 422 <c>address_not_allowed</c> unless they may; if so, the user has an
    /// endpoint for the addresses of jobs from then on.
    /// </summary>
    Task EnsureAllowedAsync(Guid userId, string url, CancellationToken cancellationToken);
}
