using ArtEngine.Generation.Domain.Jobs;

namespace ArtEngine.Generation.Application.Rendering.Cleaning;

/// <summary>What jobs that have ended left at servers.</summary>
internal interface IServerLeftovers
{
    /// <summary>The servers of which something is due.</summary>
    Task<IReadOnlyList<string>> ServersAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Some of what is due of a server, the earliest first.</summary>
    Task<IReadOnlyList<ServerLeftover>> DueAsync(string server, DateTimeOffset now, int count, CancellationToken cancellationToken);

    /// <summary>It is gone, or nobody can see to it any more.</summary>
    Task RemoveAsync(IReadOnlyCollection<Guid> attemptIds, CancellationToken cancellationToken);

    /// <summary>All of a server that is not there any more.</summary>
    Task RemoveAllAsync(string server, CancellationToken cancellationToken);

    /// <summary>It came to nothing and is tried again then.</summary>
    Task PostponeAsync(IReadOnlyCollection<Guid> attemptIds, DateTimeOffset until, CancellationToken cancellationToken);
}
