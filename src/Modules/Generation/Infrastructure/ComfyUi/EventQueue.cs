using System.Threading.Channels;
using ArtEngine.Generation.Application.Backends.Servers;

namespace ArtEngine.Generation.Infrastructure.ComfyUi;

/// <summary>
/// Events of a server that wait for its lane, in their order, but for previews, which come last. The socket never waits: when
/// the lane is slow the oldest are dropped, and a picture that is a result is not taken when too many wait.
/// </summary>
internal sealed class EventQueue
{
    private const long MostPictureBytes = 256 * 1024 * 1024;

    private readonly Channel<RenderEvent> _events;

    /// <summary>Large and soon out of date: few are kept.</summary>
    private readonly Channel<RenderEvent> _previews = Channel.CreateBounded<RenderEvent>(
        new BoundedChannelOptions(4) { FullMode = BoundedChannelFullMode.DropOldest });

    private long _pictureBytes;

    public EventQueue() => _events = Channel.CreateBounded<RenderEvent>(
        new BoundedChannelOptions(1_024) { FullMode = BoundedChannelFullMode.DropOldest }, Release);

    /// <returns>False when it was not taken.</returns>
    public bool TryWrite(RenderEvent happened)
    {
        if (happened is PictureSent sent && Interlocked.Add(ref _pictureBytes, sent.Picture.Bytes.Length) > MostPictureBytes)
        {
            Release(happened);
            return false;
        }

        return (happened is RenderPreviewed ? _previews : _events).Writer.TryWrite(happened);
    }

    public bool TryRead(out RenderEvent happened)
    {
        if (!_events.Reader.TryRead(out happened!))
        {
            return _previews.Reader.TryRead(out happened!);
        }

        Release(happened);
        return true;
    }

    private void Release(RenderEvent happened)
    {
        if (happened is PictureSent sent)
        {
            Interlocked.Add(ref _pictureBytes, -sent.Picture.Bytes.Length);
        }
    }
}
