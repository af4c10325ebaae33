using System.Collections.Concurrent;
using System.Text.Json;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.Generation.Infrastructure.Tracking;

/// <summary>The queue at one moment; each message is serialised once, however many listeners get it.</summary>
internal sealed class QueueSnapshot(QueueCounts totals, LiveQueue queue, IProgressStore progress, JsonSerializerOptions json)
{
    private readonly ReadOnlyMemory<byte> _anonymous =
        Serialize(new QueueStatus(totals.Running, totals.Pending, QueuePosition: null), json);
    private readonly ConcurrentDictionary<Guid, ReadOnlyMemory<byte>> _own = new();

    public QueueCounts Totals => totals;

    /// <summary>The totals, and the user's own jobs; nothing of anybody else's.</summary>
    public ReadOnlyMemory<byte> MessageFor(Guid? userId) => userId is { } id
        ? _own.GetOrAdd(id, static (user, snapshot) => snapshot.SerializeOwn(user), this)
        : _anonymous;

    private ReadOnlyMemory<byte> SerializeOwn(Guid userId) => Serialize(OwnQueueStatus.Of(queue.Of(userId), progress), json);

    private static ReadOnlyMemory<byte> Serialize<T>(T status, JsonSerializerOptions json) =>
        JsonSerializer.SerializeToUtf8Bytes(new { Status = "success", Data = status }, json);
}
