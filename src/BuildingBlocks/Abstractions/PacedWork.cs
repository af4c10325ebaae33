namespace ArtEngine.BuildingBlocks;

/// <summary>
/// Work that there may be much of and that is in no hurry: one piece at a time, and before each a rest as long as the piece before took,
/// so that it takes at most half of whatever it needs. A piece that comes by itself rests not at all, nor does one behind a failure.
/// </summary>
/// <param name="clock">What rests are measured by.</param>
/// <param name="longestRest">No rest is longer.</param>
public sealed class PacedWork(TimeProvider clock, TimeSpan longestRest) : IDisposable
{
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
            _rest = TimeSpan.Zero;
            var began = clock.GetTimestamp();
            var result = await work();
            var took = clock.GetElapsedTime(began);
            (_ended, _rest) = (clock.GetTimestamp(), took < longestRest ? took : longestRest);
            return result;
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
        return left > TimeSpan.Zero ? Task.Delay(left, clock, cancellationToken) : Task.CompletedTask;
    }
}
