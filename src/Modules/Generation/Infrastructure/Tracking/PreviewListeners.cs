using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ArtEngine.Generation.Application.Tracking.Progress;

namespace ArtEngine.Generation.Infrastructure.Tracking;

/// <summary>Who on this node follows the pictures of whose jobs.</summary>
internal sealed class PreviewListeners
{
    /// <summary>Pictures that a slow listener may be behind; it misses older ones.</summary>
    private const int MaxBehind = 4;

    private readonly ConcurrentDictionary<Channel<JobPreview>, Guid> _listeners = new();

    public void Tell(JobPreview preview)
    {
        foreach (var (listener, userId) in _listeners)
        {
            if (userId == preview.UserId)
            {
                listener.Writer.TryWrite(preview);
            }
        }
    }

    /// <summary>The user's among those that are there already, then each later one.</summary>
    public async IAsyncEnumerable<JobPreview> FollowAsync(
        Guid userId, IReadOnlyList<JobPreview> already, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<JobPreview>(
            new BoundedChannelOptions(MaxBehind) { FullMode = BoundedChannelFullMode.DropOldest });
        _listeners[channel] = userId;
        try
        {
            foreach (var preview in already.Where(preview => preview.UserId == userId))
            {
                yield return preview;
            }

            await foreach (var preview in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return preview;
            }
        }
        finally
        {
            _listeners.TryRemove(channel, out _);
        }
    }
}
