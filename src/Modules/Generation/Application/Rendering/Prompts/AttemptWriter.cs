using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Leases;
using ArtEngine.Generation.Application.Backends.Servers;
using ArtEngine.Generation.Application.Rendering.Dispatching;
using ArtEngine.Generation.Application.Rendering.LaneRun;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Domain.Backends;
using ArtEngine.Generation.Domain.Jobs;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Rendering.Prompts;

/// <summary>
/// Writes down what becomes of a lane's attempts, each change in one transaction under the lane's lease, and tells listeners
/// how far they are.
/// </summary>
internal sealed partial class AttemptWriter(
    LaneLease lease, IDispatchQueue jobs, IProgressStore progressStore, LaneClock clock, ILogger<AttemptWriter> log)
{
    /// <summary>The server began to render.</summary>
    public Task<bool> StartAsync(TrackedPrompt prompt, CancellationToken cancellationToken) => prompt.Job.StartedAt is null
        ? ChangeAsync(prompt, job => job.Start(prompt.AttemptId, prompt.BeganAt ?? clock.UtcNow), cancellationToken)
        : Task.FromResult(true);

    /// <summary>Outputs are there while other nodes still run.</summary>
    public async Task<bool> KeepAsync(TrackedPrompt prompt, CancellationToken cancellationToken)
    {
        if (prompt.Unsaved.Count == 0)
        {
            return true;
        }

        var isOpen = await ChangeAsync(prompt, job => Begun(job, prompt).Keep(prompt.AttemptId, prompt.Unsaved), cancellationToken);
        prompt.Unsaved.Clear();
        return isOpen;
    }

    public Task SucceedAsync(TrackedPrompt prompt, long? executionMs, CancellationToken cancellationToken) => ChangeAsync(
        prompt, job => Begun(job, prompt).Succeed(prompt.AttemptId, prompt.Unsaved, executionMs, clock.UtcNow), cancellationToken);

    /// <summary>The attempt came to nothing; the fault and the terms decide whether there is another one.</summary>
    public Task LoseAsync(TrackedPrompt prompt, RenderFault fault, RetryTerms terms, CancellationToken cancellationToken) => ChangeAsync(
        prompt,
        job =>
        {
            if (prompt.Unsaved.Count > 0)
            {
                Begun(job, prompt).Keep(prompt.AttemptId, prompt.Unsaved);
            }

            Begun(job, prompt).LoseAttempt(prompt.AttemptId, fault, terms, clock.UtcNow);
        },
        cancellationToken);

    /// <summary>A render that ended as soon as it was told to have begun has that stored with its end.</summary>
    private static ImageJob Begun(ImageJob job, TrackedPrompt prompt)
    {
        if (prompt.BeganAt is { } at && job.OpenAttemptId == prompt.AttemptId)
        {
            job.Start(prompt.AttemptId, at);
        }

        return job;
    }

    public void Report(TrackedPrompt prompt, JobProgress progress) => progressStore.Report(prompt.JobId, progress);

    public void Show(TrackedPrompt prompt, RenderPreviewed preview) => progressStore.Show(new(
        prompt.JobId, prompt.Job.UserId, preview.Node, preview.Step, preview.Steps, preview.ContentType, preview.Image));

    /// <summary>Nobody works on the job just now. Events that were told before the end may have been read after it.</summary>
    public void ForgetProgress(TrackedPrompt prompt) => progressStore.Forget(prompt.JobId);

    /// <summary>The lane is another run's now: what this node knows of the job is out of date, and it is no longer told by it.</summary>
    public void DropProgress(TrackedPrompt prompt) => progressStore.Drop(prompt.JobId);

    /// <returns>Whether the attempt is still open.</returns>
    private async Task<bool> ChangeAsync(TrackedPrompt prompt, Action<ImageJob> change, CancellationToken cancellationToken)
    {
        try
        {
            var known = prompt.IsJobStale ? null : prompt.Job;
            prompt.NoteStaleJob();
            if (await jobs.ChangeAsync(lease, prompt.JobId, known, change, cancellationToken) is not { } job)
            {
                return false;
            }

            prompt.NoteJob(job);
            if (job.OpenAttemptId is null)
            {
                progressStore.Forget(job.Id);
            }

            return job.OpenAttemptId == prompt.AttemptId;
        }
        catch (AppException exception) when (exception.Kind == ErrorKind.Conflict)
        {
            // What this lane knows of the job is out of date.
            ClosedElsewhere(prompt.JobId, prompt.AttemptId);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Job {JobId}: attempt {AttemptId} was closed already")]
    private partial void ClosedElsewhere(Guid jobId, Guid attemptId);
}
