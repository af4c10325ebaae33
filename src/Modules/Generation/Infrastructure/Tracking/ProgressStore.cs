using System.Collections.Concurrent;
using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application;
using ArtEngine.Generation.Application.Tracking.Progress;
using Microsoft.Extensions.Caching.Memory;

namespace ArtEngine.Generation.Infrastructure.Tracking;

/// <summary>Progress and pictures of the jobs that this node drives; as many entries as there are open attempts.</summary>
internal sealed class ProgressStore(ISignals? signals = null) : IProgressStore, IDisposable
{
    private const int MaxPeaks = 10_000;

    private static readonly TimeSpan PeaksLast = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Guid, JobProgress> _progress = new();
    private readonly ConcurrentDictionary<Guid, JobPreview> _previews = new();
    private readonly MemoryCache _peaks = new(new MemoryCacheOptions { SizeLimit = MaxPeaks });
    private readonly PreviewListeners _listeners = new();

    public void Report(Guid jobId, JobProgress progress)
    {
        var raised = progress with { Value = Math.Max(progress.Value, _peaks.TryGetValue<double>(jobId, out var peak) ? peak : 0) };
        _progress.AddOrUpdate(
            jobId, raised, (_, last) =>
                raised.Value >= last.Value ? raised : raised with { Value = last.Value, NodesDone = last.NodesDone });
        signals?.NotifyLocal(Topics.Progress(jobId));
    }

    public JobProgress? Find(Guid jobId) => _progress.GetValueOrDefault(jobId);

    public void Show(JobPreview preview)
    {
        _previews[preview.JobId] = preview;
        Tell(preview);
    }

    public JobPreview? FindPreview(Guid jobId) => _previews.GetValueOrDefault(jobId);

    public IAsyncEnumerable<JobPreview> FollowPreviewsAsync(Guid userId, CancellationToken cancellationToken) =>
        _listeners.FollowAsync(userId, [.. _previews.Values], cancellationToken);

    public void Forget(Guid jobId)
    {
        if (_progress.TryRemove(jobId, out var last))
        {
            Remember(jobId, last.Value);
        }

        _previews.TryRemove(jobId, out _);
    }

    public void Drop(Guid jobId) => Forget(jobId);

    /// <summary>Tells those who follow, without keeping it.</summary>
    public void Tell(JobPreview preview)
    {
        _listeners.Tell(preview);
        signals?.NotifyLocal(Topics.Progress(preview.JobId));
    }

    /// <summary>How far the job was, here or on another node: here it will not be told to be less.</summary>
    public void Remember(Guid jobId, double value)
    {
        if (!_peaks.TryGetValue<double>(jobId, out var peak) || value > peak)
        {
            _peaks.Set(jobId, value, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = PeaksLast });
        }
    }

    public void Dispose() => _peaks.Dispose();
}
