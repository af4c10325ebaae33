namespace ArtEngine.Generation.Application.Rendering.Dispatching;

/// <summary>
/// Looks at the queue for all lanes of a node together: hundreds of idle ones look by the clock, since a signal may be lost, and hundreds
/// of full ones when a job comes.
/// </summary>
internal sealed class QueuePeek(IDispatchQueue jobs, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1);
    private bool _isEmpty;
    private long? _askedAt;

    private readonly SemaphoreSlim _oneForNew = new(1);
    private long _begun;
    private (long Number, bool IsAnybodyNew) _answer;

    /// <summary>Whether no job waits, as it was at most a second ago.</summary>
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

    /// <summary>Whether the next job is that of a user who is new. Of those who ask at once, all but the first share an answer.</summary>
    public async Task<bool> IsAnybodyNewAsync(CancellationToken cancellationToken)
    {
        var asked = Volatile.Read(ref _begun);
        await _oneForNew.WaitAsync(cancellationToken);
        try
        {
            if (_answer.Number <= asked)
            {
                var number = Interlocked.Increment(ref _begun);
                var next = await jobs.WaitingAsync(new(1, Suspects: false, AvoidedBy: null, []), cancellationToken);
                _answer = (number, next is [{ IsOfNewTurn: true }]);
            }

            return _answer.IsAnybodyNew;
        }
        finally
        {
            _oneForNew.Release();
        }
    }

    public void Dispose()
    {
        _one.Dispose();
        _oneForNew.Dispose();
    }

    private async Task<bool> AnyAsync(bool suspects, CancellationToken cancellationToken) =>
        (await jobs.WaitingAsync(new(1, suspects, AvoidedBy: null, []), cancellationToken)).Count > 0;
}
