namespace ArtEngine.BuildingBlocks;

/// <summary>
/// Work that there may be much of and that is in no hurry: one piece at a time, and before each a rest as long as the piece before took,
/// so that it takes at most half of whatever it needs. A piece that comes by itself rests not at all.
/// </summary>
public sealed class PacedWork(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1);
    private TimeSpan _rest;
    private long _ended;

    /// <summary>Does the work when it is its turn and the rest is over.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await RestAsync(cancellationToken);
            var began = clock.GetTimestamp();
            try
            {
                return await work();
            }
            finally
            {
                var took = clock.GetElapsedTime(began);
                (_ended, _rest) = (clock.GetTimestamp(), took < LongestRest ? took : LongestRest);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private Task RestAsync(CancellationToken cancellationToken)
    {
        var left = _rest - clock.GetElapsedTime(_ended);
        return _rest > TimeSpan.Zero && left > TimeSpan.Zero ? Task.Delay(left, clock, cancellationToken) : Task.CompletedTask;
    }
}
