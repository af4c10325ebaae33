using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Application.Backends.Registry;

/// <summary>The servers that the service may use. Every method is one transaction.</summary>
internal interface IBackends
{
    /// <summary>
    /// The time by the clock that <see cref="Backend.LaneSeenAt"/> is told in, which is the database's where nodes share one.
    /// </summary>
    DateTimeOffset Now { get; }

    /// <summary>All of them, by name.</summary>
    Task<IReadOnlyList<Backend>> ListAsync(CancellationToken cancellationToken);

    Task<Backend?> FindAsync(string name, CancellationToken cancellationToken);

    /// <returns>False when there is one of this name.</returns>
    Task<bool> AddAsync(Backend backend, CancellationToken cancellationToken);

    /// <returns>The server afterwards; null when there is none.</returns>
    Task<Backend?> ChangeAsync(string name, Action<Backend> change, CancellationToken cancellationToken);
}
