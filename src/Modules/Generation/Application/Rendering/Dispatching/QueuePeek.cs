namespace ArtEngine.Generation.Application.Rendering.Dispatching;

/// <summary>
/// Whether any job waits, asked once in a while for all lanes of a node: hundreds of idle lanes look at the queue by the
/// clock, since a signal may be lost.
/// </summary>
internal sealed class QueuePeek(IDispatchQueue jobs, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1);
    private bool _isEmpty;
    private long? _askedAt;

    /// <summary>As it was at most a second ago.</summary>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_askedAt is not { } at || clock.GetElapsedTime(at) >= GoodFor)
            {
                var now = clock.GetTimestamp();
                _isEmpty = !await AnyAsync(suspects: false, cancellationToken) && !await AnyAsync(suspects: true, cancellationToken);
                _askedAt = now;
            }

            return _isEmpty;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<bool> AnyAsync(bool suspects, CancellationToken cancellationToken) =>
        (await jobs.WaitingAsync(new(1, suspects, AvoidedBy: null, []), cancellationToken)).Count > 0;
}
