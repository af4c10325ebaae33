using System.Threading.Channels;

namespace ArtEngine.Telemetry.Infrastructure.Influx;

/// <summary>Lines that wait to be sent. When the database is away for long the oldest are dropped and counted.</summary>
internal sealed class PointBuffer
{
    /// <summary>The most points in one request.</summary>
    public const int BatchSize = 5_000;

    /// <summary>With the batch that is on its way 100,000.</summary>
    public const int Capacity = 100_000 - BatchSize;

    private readonly Channel<string> _lines;
    private long _dropped;

    public PointBuffer() => _lines = Channel.CreateBounded<string>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest }, _ => Interlocked.Increment(ref _dropped));

    public int Count => _lines.Reader.Count;

    /// <summary>How many were dropped so far.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Add(string line) => _lines.Writer.TryWrite(line);

    /// <summary>Waits until there is something to take.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await _lines.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>The oldest lines, at most a batch; none when none wait.</summary>
    public IReadOnlyList<string> Take()
    {
        var batch = new List<string>(Math.Min(Count, BatchSize));
        while (batch.Count < BatchSize && _lines.Reader.TryRead(out var line))
        {
            batch.Add(line);
        }

        return batch;
    }
}
