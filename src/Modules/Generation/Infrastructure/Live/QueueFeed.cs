using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Infrastructure.Live;

/// <summary>Counts the queue once for each burst of changes and hands the same bytes to every listener.</summary>
internal sealed partial class QueueFeed(
    IImageJobs jobs, IWakeups wakeups, TimeProvider clock, IOptions<JsonOptions> json, ILogger<QueueFeed> log) : BackgroundService, IQueueFeed
{
    /// <summary>Changes closer together than this are told as one.</summary>
    private static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly HashSet<Channel<ReadOnlyMemory<byte>>> _listeners = [];
    private QueueStatus? _last;

    public async Task<QueueStatus> GetAsync(CancellationToken cancellationToken)
    {
        var counts = await jobs.CountAsync(cancellationToken);
        return new(counts.Running, counts.Pending, QueuePosition: null);
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One place, the newest wins: a slow listener costs one message and misses only what is out of date.
        var channel = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            _listeners.Add(channel);
        }

        try
        {
            var last = Serialize(await GetAsync(cancellationToken));
            yield return last;
            await foreach (var message in channel.Reader.ReadAllAsync(cancellationToken))
            {
                // What was published just before may be what the snapshot said already.
                if (!message.Span.SequenceEqual(last.Span))
                {
                    yield return last = message;
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                _listeners.Remove(channel);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var bell = wakeups.Listen(Topics.Jobs);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await bell.WaitAsync(LookAnyway, stoppingToken);
                await PublishAsync(stoppingToken);
                await Task.Delay(Coalesce, clock, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                CountFailed(exception);
                await Task.Delay(LookAnyway, clock, stoppingToken);
            }
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_listeners.Count == 0)
            {
                _last = null;
                return;
            }
        }

        var status = await GetAsync(cancellationToken);
        if (status == _last)
        {
            return;
        }

        _last = status;
        var message = Serialize(status);
        lock (_lock)
        {
            foreach (var listener in _listeners)
            {
                listener.Writer.TryWrite(message);
            }
        }
    }

    private ReadOnlyMemory<byte> Serialize(QueueStatus status) =>
        JsonSerializer.SerializeToUtf8Bytes(new { Status = "success", Data = status }, json.Value.SerializerOptions);

    [LoggerMessage(LogLevel.Error, "The queue could not be counted; listeners wait")]
    private partial void CountFailed(Exception exception);
}
