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

    private readonly SemaphoreSlim _one = new(1);
    private IReadOnlyList<Backend> _all = [];
    private long _readAt;
    private long _asked;
    private long _answered;

    /// <summary>The time by the clock that <see cref="Backend.LaneSeenAt"/> is told in.</summary>
    public DateTimeOffset Now => backends.Now;

    /// <summary>All servers, as they were at most a second ago.</summary>
    public async Task<IReadOnlyList<Backend>> ListAsync(CancellationToken cancellationToken) =>
        Volatile.Read(ref _answered) > 0 && clock.GetElapsedTime(Volatile.Read(ref _readAt)) < GoodFor
            ? _all
            : await ListNowAsync(cancellationToken);

    /// <summary>Those that take jobs, as they were at most a second ago.</summary>
    public async Task<IReadOnlyList<Backend>> ListActiveAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync(cancellationToken)).Where(backend => backend.State == BackendState.Active)];

    /// <summary>All servers as they are now. Those who ask while it is read share the next reading.</summary>
    public async Task<IReadOnlyList<Backend>> ListNowAsync(CancellationToken cancellationToken)
    {
        var ticket = Interlocked.Increment(ref _asked);
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_answered < ticket)
            {
                var (asked, at) = (Volatile.Read(ref _asked), clock.GetTimestamp());
                _all = await backends.ListAsync(cancellationToken);
                Volatile.Write(ref _readAt, at);
                Volatile.Write(ref _answered, asked);
            }

            return _all;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
