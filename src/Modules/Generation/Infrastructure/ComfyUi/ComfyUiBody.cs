using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Servers;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>
/// A file's bytes as they come. A body that breaks off, falls silent or only drips is the trouble of this file, and is told
/// in a way that nobody takes for trouble with the store.
/// </summary>
internal sealed class ComfyUiBody(Stream body, TimeProvider clock) : ReadOnlyStream
{
    private const long LeastPerWindow = 16 * 1024;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    /// <summary>One for all reads: a picture comes in dozens of pieces.</summary>
    private readonly CancellationTokenSource _stop = new(Timeout.InfiniteTimeSpan, clock);

    private long _windowBegan = clock.GetTimestamp();
    private long _inWindow;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var left = cancellationToken.UnsafeRegister(stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
        _stop.CancelAfter(Silence);
        try
        {
            var count = await body.ReadAsync(buffer, _stop.Token);
            _stop.CancelAfter(Timeout.InfiniteTimeSpan);
            EnsurePace(count);
            return count;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new RenderAnswerException("the download broke off", inner: exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RenderAnswerException("the download stopped", inner: exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    private void EnsurePace(int count)
    {
        _inWindow += count;
        if (clock.GetElapsedTime(_windowBegan) < Window)
        {
            return;
        }

        if (count > 0 && _inWindow < LeastPerWindow)
        {
            throw new RenderAnswerException("the download only drips");
        }

        (_windowBegan, _inWindow) = (clock.GetTimestamp(), 0);
    }
}
