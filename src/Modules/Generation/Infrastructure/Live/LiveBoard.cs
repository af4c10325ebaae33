using System.Collections.Concurrent;
using ArtEngine.Generation.Application;

namespace ArtEngine.Generation.Infrastructure.Live;

/// <summary>Progress of the jobs that this node drives; as many entries as there are open attempts.</summary>
internal sealed class LiveBoard : ILiveBoard
{
    private readonly ConcurrentDictionary<Guid, JobProgress> _progress = new();

    public void Report(Guid jobId, JobProgress progress) => _progress.AddOrUpdate(
        jobId, progress, (_, last) => progress.Value >= last.Value ? progress : progress with { Value = last.Value, NodesDone = last.NodesDone });

    public JobProgress? Find(Guid jobId) => _progress.GetValueOrDefault(jobId);

    public void Forget(Guid jobId) => _progress.TryRemove(jobId, out _);
}
