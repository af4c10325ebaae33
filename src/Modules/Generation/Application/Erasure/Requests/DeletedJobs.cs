using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Jobs.Queue;
using ArtEngine.Generation.Application.Tracking.Progress;

namespace ArtEngine.Generation.Application.Erasure.Requests;

/// <summary>Tells all that knew deleted jobs that they are gone.</summary>
internal sealed class DeletedJobs(IProgressStore progress, JobChanges changes, ISignals signals)
{
    public void Report(IReadOnlyList<Guid> jobIds)
    {
        if (jobIds.Count == 0)
        {
            return;
        }

        foreach (var jobId in jobIds)
        {
            progress.Forget(jobId);
        }

        changes.ReportDeleted(jobIds);
        signals.Notify(Topics.Deletions);
    }
}
