using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain.Backends;

namespace ArtEngine.Generation.Application.Backends.Registry;

/// <summary>
/// The servers as the database has them, read once for everybody on this node who asks at the same time: hundreds of
/// lanes look at each other.
/// </summary>
internal sealed class BackendDirectory(IBackends backends, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    private readonly SharedReading<IReadOnlyList<Backend>> _all = new(backends.ListAsync, clock);

    /// <summary>The time by the clock that <see cref="Backend.LaneSeenAt"/> is told in.</summary>
    public DateTimeOffset Now => backends.Now;

    /// <summary>All servers, as they were at most a second ago.</summary>
    public Task<IReadOnlyList<Backend>> ListAsync(CancellationToken cancellationToken) => _all.ReadAsync(GoodFor, cancellationToken);

    /// <summary>Those that take jobs, as they were at most a second ago.</summary>
    public async Task<IReadOnlyList<Backend>> ListActiveAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync(cancellationToken)).Where(backend => backend.State == BackendState.Active)];

    /// <summary>All servers as they are now. Those who ask while it is read share the next reading.</summary>
    public Task<IReadOnlyList<Backend>> ListNowAsync(CancellationToken cancellationToken) => _all.ReadAsync(cancellationToken);

    public void Dispose() => _all.Dispose();
}
