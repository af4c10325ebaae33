using System.Collections.Concurrent;
using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Redis;
using ArtEngine.Generation.Application;
using Microsoft.Extensions.Caching.Memory;

namespace ArtEngine.Generation.Infrastructure.Redis;

/// <summary>
/// The live board of several nodes: each tells the others how far its jobs are, at most four times a second for each
/// job, and remembers what it hears. What is not heard of for a while is forgotten.
/// </summary>
internal sealed class RedisLiveBoard : ILiveBoard, IDisposable
{
    private const string Channel = "art-engine:progress";
    private const int MaxRemembered = 10_000;

    private static readonly TimeSpan BetweenTicks = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly ILiveBoard _here;
    private readonly RedisConnection _redis;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _told = new();
    private readonly MemoryCache _heard = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });

    public RedisLiveBoard(ILiveBoard here, RedisConnection redis, TimeProvider clock)
    {
        (_here, _redis, _clock) = (here, redis, clock);
        redis.Subscribe(Channel, OnMessage);
    }

    public void Report(Guid jobId, JobProgress progress)
    {
        _here.Report(jobId, progress);
        var now = _clock.GetUtcNow();
        if (!_told.TryGetValue(jobId, out var last) || now - last >= BetweenTicks)
        {
            _told[jobId] = now;
            Tell(jobId, _here.Find(jobId));
        }
    }

    public JobProgress? Find(Guid jobId) => _here.Find(jobId) ?? _heard.Get<JobProgress>(jobId);

    public void Forget(Guid jobId)
    {
        _here.Forget(jobId);
        _told.TryRemove(jobId, out _);
        Tell(jobId, null);
    }

    public void Dispose() => _heard.Dispose();

    private void Tell(Guid jobId, JobProgress? progress) =>
        _redis.Publish(Channel, JsonSerializer.SerializeToUtf8Bytes(new Tick(jobId, progress)));

    private void OnMessage(byte[] message)
    {
        var tick = JsonSerializer.Deserialize<Tick>(message)!;
        if (tick.Progress is null)
        {
            _heard.Remove(tick.JobId);
        }
        else
        {
            _heard.Set(tick.JobId, tick.Progress, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Remembered });
        }
    }

    /// <summary>No progress: the job is no longer worked on.</summary>
    private sealed record Tick(Guid JobId, JobProgress? Progress);
}
