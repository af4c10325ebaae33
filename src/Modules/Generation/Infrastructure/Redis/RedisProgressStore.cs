using System.Collections.Concurrent;
using System.Text.Json;
using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Redis;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Infrastructure.Tracking;
using Microsoft.Extensions.Caching.Memory;

namespace ArtEngine.Generation.Infrastructure.Redis;

/// <summary>
/// The progress of jobs on several nodes: each tells the others how far its jobs are, the steps within a node of the graph at
/// most four times a second and pictures at most twice, and remembers what it hears. What is not heard of for a while is
/// forgotten.
/// </summary>
internal sealed class RedisProgressStore : IProgressStore, IDisposable
{
    private const string Channel = "art-engine:progress";
    private const string PreviewChannel = "art-engine:previews";
    private const int MaxRemembered = 10_000;
    private const long MaxPreviewBytes = 64 * 1024 * 1024;

    /// <summary>Larger pictures are seen on the node that drives the server alone.</summary>
    private const int LargestPreview = 512 * 1024;

    private static readonly TimeSpan BetweenTicks = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenPreviews = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly ProgressStore _here;
    private readonly RedisConnection _redis;
    private readonly ISignals _signals;
    private readonly TimeProvider _clock;
    private readonly string _node = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<Guid, (DateTimeOffset At, string? Node)> _told = new();
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _shown = new();
    private readonly MemoryCache _heard = new(new MemoryCacheOptions { SizeLimit = MaxRemembered });
    private readonly MemoryCache _seen = new(new MemoryCacheOptions { SizeLimit = MaxPreviewBytes });

    public RedisProgressStore(ProgressStore here, RedisConnection redis, ISignals signals, TimeProvider clock)
    {
        (_here, _redis, _signals, _clock) = (here, redis, signals, clock);
        redis.Subscribe(Channel, OnMessage);
        redis.Subscribe(PreviewChannel, OnPreview);
    }

    public void Report(Guid jobId, JobProgress progress)
    {
        _here.Report(jobId, progress);
        var now = _clock.GetUtcNow();
        if (!_told.TryGetValue(jobId, out var last) || now - last.At >= BetweenTicks || progress.CurrentNode != last.Node)
        {
            _told[jobId] = (now, progress.CurrentNode);
            Tell(jobId, _here.Find(jobId));
        }
    }

    public JobProgress? Find(Guid jobId) => _here.Find(jobId) ?? _heard.Get<JobProgress>(jobId);

    public void Show(JobPreview preview)
    {
        _here.Show(preview);
        var now = _clock.GetUtcNow();
        if (preview.Image.Length <= LargestPreview && !(_shown.TryGetValue(preview.JobId, out var last) && now - last < BetweenPreviews))
        {
            _shown[preview.JobId] = now;
            _redis.Publish(PreviewChannel, JsonSerializer.SerializeToUtf8Bytes(new Picture(_node, preview)));
        }
    }

    public JobPreview? FindPreview(Guid jobId) => _here.FindPreview(jobId) ?? _seen.Get<JobPreview>(jobId);

    public IAsyncEnumerable<JobPreview> FollowPreviewsAsync(Guid userId, CancellationToken cancellationToken) =>
        _here.FollowPreviewsAsync(userId, cancellationToken);

    public void Forget(Guid jobId)
    {
        _here.Forget(jobId);
        _told.TryRemove(jobId, out _);
        _shown.TryRemove(jobId, out _);
        Tell(jobId, null);
    }

    public void Drop(Guid jobId)
    {
        _here.Forget(jobId);
        _told.TryRemove(jobId, out _);
        _shown.TryRemove(jobId, out _);
    }

    public void Dispose()
    {
        _heard.Dispose();
        _seen.Dispose();
        _here.Dispose();
    }

    private void Tell(Guid jobId, JobProgress? progress) =>
        _redis.Publish(Channel, JsonSerializer.SerializeToUtf8Bytes(new Tick(jobId, progress)));

    private void OnMessage(byte[] message)
    {
        var tick = JsonSerializer.Deserialize<Tick>(message)!;
        if (tick.Progress is null)
        {
            _heard.Remove(tick.JobId);
            _seen.Remove(tick.JobId);
            return;
        }

        _heard.Set(tick.JobId, tick.Progress, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Remembered });
        // This node may drive it next.
        _here.Remember(tick.JobId, tick.Progress.Value);
        _signals.NotifyLocal(Topics.Progress(tick.JobId));
    }

    private void OnPreview(byte[] message)
    {
        var picture = JsonSerializer.Deserialize<Picture>(message)!;
        if (picture.Node != _node)
        {
            var preview = picture.Preview;
            _seen.Set(preview.JobId, preview, new MemoryCacheEntryOptions { Size = preview.Image.Length, SlidingExpiration = Remembered });
            _here.Tell(preview);
        }
    }

    /// <summary>No progress: the job is no longer worked on.</summary>
    private sealed record Tick(Guid JobId, JobProgress? Progress);

    private sealed record Picture(string Node, JobPreview Preview);
}
