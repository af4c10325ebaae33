using System.Collections.Concurrent;
using System.Text.Json;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Application.Tracking.Views;

namespace ArtEngine.Generation.Infrastructure.Tracking;

/// <summary>The queue at one moment; each message is serialised once, however many listeners get it.</summary>
internal sealed class QueueSnapshot(QueueCounts totals, QueueForecast? line, IProgressStore board, JsonSerializerOptions json)
{
    private readonly ReadOnlyMemory<byte> _anonymous = Serialize(new QueueStatus(totals.Running, totals.Pending, QueuePosition: null), json);
    private readonly ConcurrentDictionary<Guid, ReadOnlyMemory<byte>> _own = new();

    public QueueCounts Totals => totals;

    /// <summary>Null when nobody was signed in.</summary>
    public QueueForecast? Line => line;

    /// <summary>Whether it says what this listener may know.</summary>
    public bool IsFor(Guid? userId) => userId is null || line is not null;

    public ReadOnlyMemory<byte> MessageFor(Guid? userId) =>
        userId is { } id ? _own.GetOrAdd(id, static (user, moment) => Serialize(moment.StatusFor(user), moment.Json), this) : _anonymous;

    /// <summary>The totals and the user's own jobs; nothing of anybody else's.</summary>
    public OwnQueueStatus StatusFor(Guid userId)
    {
        var own = line!.Of(userId).ToList();
        var first = own.Find(one => one.Position is not null);
        return new(
            totals.Running,
            totals.Pending,
            first?.Position,
            first?.EtaSeconds,
            [.. own.Where(one => one.Position is null).Select(one => new RunningJob(one.Job.Id, one.EtaSeconds, board.Find(one.Job.Id)?.Value))]);
    }

    private JsonSerializerOptions Json => json;

    private static ReadOnlyMemory<byte> Serialize<T>(T status, JsonSerializerOptions json) =>
        JsonSerializer.SerializeToUtf8Bytes(new { Status = "success", Data = status }, json);
}
