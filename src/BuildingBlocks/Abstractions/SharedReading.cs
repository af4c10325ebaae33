using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace ArtEngine.BuildingBlocks;

/// <summary>
/// Reads something once for all who ask at the same time. Who asks while it is read gets the next reading, which begins after they asked;
/// when that fails, it fails for all of them.
/// </summary>
/// <param name="read">Reads it. It is never called twice at once.</param>
/// <param name="clock">Tells how old a reading is.</param>
public sealed class SharedReading<T>(Func<CancellationToken, Task<T>> read, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private long _begun;
    private Reading? _last;
    private Failure? _failed;

    /// <summary>How many readings have begun. One that begins from now on has a higher number.</summary>
    public long Begun => Volatile.Read(ref _begun);

    /// <summary>As it is now.</summary>
    public Task<T> ReadAsync(CancellationToken cancellationToken)
    {
        var begun = Begun;
        return ReadAsync(reading => reading.Number > begun, cancellationToken);
    }

    /// <summary>As it was at most so long ago.</summary>
    public Task<T> ReadAsync(TimeSpan goodFor, CancellationToken cancellationToken) =>
        ReadAsync(reading => clock.GetElapsedTime(reading.At) < goodFor, cancellationToken);

    /// <summary>Finds the last reading if it began after so many others had.</summary>
    public bool TryFindSince(long begun, [MaybeNullWhen(false)] out T value)
    {
        var last = Volatile.Read(ref _last);
        value = last is null ? default : last.Value;
        return last is not null && last.Number > begun;
    }

    public void Dispose() => _one.Dispose();

    private async Task<T> ReadAsync(Func<Reading, bool> isGood, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _last) is { } known && isGood(known))
        {
            return known.Value;
        }

        var asked = Begun;
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (Volatile.Read(ref _last) is { } last && isGood(last))
            {
                return last.Value;
            }

            if (_failed is { } failed && failed.Number > asked)
            {
                // Each of those who waited would wait as long again for the same.
                failed.Reason.Throw();
            }

            return (await ReadNowAsync(cancellationToken)).Value;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<Reading> ReadNowAsync(CancellationToken cancellationToken)
    {
        var (number, at) = (Interlocked.Increment(ref _begun), clock.GetTimestamp());
        try
        {
            var reading = new Reading(number, at, await read(cancellationToken));
            Volatile.Write(ref _last, reading);
            return reading;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _failed = new(number, ExceptionDispatchInfo.Capture(exception));
            throw;
        }
    }

    private sealed record Reading(long Number, long At, T Value);

    private sealed record Failure(long Number, ExceptionDispatchInfo Reason);
}
