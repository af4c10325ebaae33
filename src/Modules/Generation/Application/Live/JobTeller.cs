using ArtEngine.Generation.Contracts;
using ArtEngine.Generation.Domain;

namespace ArtEngine.Generation.Application.Live;

/// <summary>What one listener was told of a job, and what is to be told next.</summary>
internal sealed class JobTeller(StreamCursor cursor)
{
    private const int Complete = 1_000;

    private StreamCursor _cursor = cursor;
    private JobProgress? _progress;
    private JobPreview? _preview;

    /// <summary>What the row says and was not told: statuses and outputs, each once, what ends the job last.</summary>
    public IEnumerable<JobEvent> Tell(JobInLine line, int? etaSeconds)
    {
        var job = line.Job;
        if (_cursor.Stage == StreamStage.Ended && !job.HasEnded)
        {
            // No id of ours says so.
            _cursor = default;
        }

        foreach (var (stage, status, at) in StepsOf(job))
        {
            if (stage == StreamStage.Ended)
            {
                foreach (var told in TellBeforeEnd(job))
                {
                    yield return told;
                }
            }

            if (!_cursor.Includes(TurnOf(job), stage))
            {
                _cursor = _cursor.At(TurnOf(job), stage);
                yield return new("status", _cursor, View(line, status, at, etaSeconds));
            }
        }

        foreach (var told in TellOutputs(job))
        {
            yield return told;
        }
    }

    /// <summary>The progress, when there is another one; never less than was told.</summary>
    public JobEvent? Tell(JobProgress? progress)
    {
        if (progress is null || progress == _progress)
        {
            return null;
        }

        _progress = progress;
        // Whole per mille, so that the id says exactly what was told.
        _cursor = _cursor with { PerMille = Math.Max(_cursor.PerMille, (int)(progress.Value * Complete)) };
        return new("progress", _cursor, progress with { Value = _cursor.PerMille / (double)Complete });
    }

    /// <summary>The picture on the way, when there is another one.</summary>
    public JobEvent? Tell(JobPreview? preview)
    {
        if (preview is null || ReferenceEquals(preview, _preview))
        {
            return null;
        }

        _preview = preview;
        return new("preview", _cursor, new PreviewTold(preview.Node, preview.Step, preview.Steps, preview.ContentType, preview.Image));
    }

    private IEnumerable<JobEvent> TellBeforeEnd(ImageJob job)
    {
        foreach (var told in TellOutputs(job))
        {
            yield return told;
        }

        var nodes = Math.Max(1, job.NodeCount);
        if (job.Status == JobStatus.Succeeded && _cursor.PerMille < Complete && Tell(new JobProgress(1, nodes, nodes, null, 1, 1)) is { } complete)
        {
            yield return complete;
        }
    }

    private IEnumerable<JobEvent> TellOutputs(ImageJob job)
    {
        foreach (var output in job.Outputs.Where(output => output.Number >= _cursor.Outputs).OrderBy(output => output.Number).ToList())
        {
            _cursor = _cursor with { Outputs = output.Number + 1 };
            yield return new("output", _cursor, OutputView.Of(output));
        }
    }

    /// <summary>The statuses of the job's turn up to now, whether or not somebody saw them.</summary>
    private static IEnumerable<(StreamStage Stage, JobStatus Status, DateTimeOffset? At)> StepsOf(ImageJob job)
    {
        yield return (StreamStage.Queued, JobStatus.Queued, job.QueuedAgainAt ?? job.CreatedAt);
        if (job.StartedAt is not null)
        {
            yield return (StreamStage.Running, JobStatus.Running, job.StartedAt);
        }

        // A job that runs is canceled by way of this alone.
        if (job.Status == JobStatus.Canceling || (job.Status == JobStatus.Canceled && job.StartedAt is not null))
        {
            yield return (StreamStage.Canceling, JobStatus.Canceling, null);
        }

        if (job.HasEnded)
        {
            yield return (StreamStage.Ended, job.Status, job.CompletedAt);
        }
    }

    /// <summary>How many attempts were lost; the open one, and that which ended the job, were not.</summary>
    private static int TurnOf(ImageJob job) =>
        job.OpenAttemptId is null && !job.HasEnded ? job.AttemptCount : Math.Max(0, job.AttemptCount - 1);

    private static StatusTold View(JobInLine line, JobStatus status, DateTimeOffset? at, int? etaSeconds)
    {
        var job = line.Job;
        var isNow = status == job.Status;
        return new(
            job.Id,
            status,
            at,
            isNow ? line.Position : null,
            isNow && !job.HasEnded ? etaSeconds : null,
            isNow && status == JobStatus.Queued ? job.WaitReason : null,
            job.AttemptCount,
            job.Server,
            isNow && job.ErrorCode is not null ? new(job.ErrorCode, job.ErrorMessage!, job.ErrorNodeId, job.ErrorClassType) : null);
    }
}
