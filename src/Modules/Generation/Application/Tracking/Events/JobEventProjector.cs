using ArtEngine.Generation.Application.Library.Outputs;
using ArtEngine.Generation.Application.Tracking.Progress;
using ArtEngine.Generation.Application.Tracking.Views;
using ArtEngine.Generation.Contracts;

namespace ArtEngine.Generation.Application.Tracking.Events;

/// <summary>What one listener was told of a job, and what is to be told next.</summary>
internal sealed class JobEventProjector(StreamCursor cursor)
{
    private const int Complete = 1_000;

    private StreamCursor _cursor = cursor;
    private JobProgress? _progress;
    private JobPreview? _preview;

    /// <summary>What the row says and was not told: statuses and outputs, each once, what ends the job last.</summary>
    public IEnumerable<JobEvent> Project(ExplainedJob explained)
    {
        var job = explained.Job;
        if (_cursor.Stage == StreamStage.Ended && !job.HasEnded)
        {
            // An id that this service did not give: the stream starts from the beginning.
            _cursor = default;
        }

        foreach (var step in StatusHistory.Of(job))
        {
            if (step.Stage == StreamStage.Ended)
            {
                foreach (var told in ProjectBeforeEnd(explained))
                {
                    yield return told;
                }
            }

            if (!_cursor.Includes(step.Turn, step.Stage))
            {
                _cursor = _cursor.At(step.Turn, step.Stage);
                yield return new("status", _cursor, View(explained, step));
            }
        }

        foreach (var told in ProjectOutputs(explained))
        {
            yield return told;
        }
    }

    /// <summary>The progress, when there is another one; never less than was told.</summary>
    public JobEvent? Project(JobProgress? progress)
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
    public JobEvent? Project(JobPreview? preview)
    {
        if (preview is null || ReferenceEquals(preview, _preview))
        {
            return null;
        }

        _preview = preview;
        return new("preview", _cursor, new PreviewEvent(preview.Node, preview.Step, preview.Steps, preview.ContentType, preview.Image));
    }

    private IEnumerable<JobEvent> ProjectBeforeEnd(ExplainedJob explained)
    {
        var job = explained.Job;
        foreach (var told in ProjectOutputs(explained))
        {
            yield return told;
        }

        var nodes = Math.Max(1, job.NodeCount);
        if (job.Status == JobStatus.Succeeded && _cursor.PerMille < Complete &&
            Project(new JobProgress(1, nodes, nodes, null, 1, 1)) is { } complete)
        {
            yield return complete;
        }
    }

    private IEnumerable<JobEvent> ProjectOutputs(ExplainedJob explained)
    {
        var untold = explained.Job.Outputs.Where(output => output.Number >= _cursor.Outputs).OrderBy(output => output.Number).ToList();
        foreach (var output in untold)
        {
            _cursor = _cursor with { Outputs = output.Number + 1 };
            yield return new("output", _cursor, OutputView.Of(output, explained.Links));
        }
    }

    private static StatusEvent View(ExplainedJob explained, StatusChange step)
    {
        var job = explained.Job;
        return new(
            job.Id,
            step.Status,
            step.At,
            step.IsNow ? explained.Expected.Position : null,
            step.IsNow && !job.HasEnded ? explained.Expected.EtaSeconds : null,
            step.IsNow && step.Status == JobStatus.Queued ? explained.WaitReason : null,
            step.Attempts,
            step.Server,
            step.IsNow && job.ErrorCode is not null ? new(job.ErrorCode, job.ErrorMessage!, job.ErrorNodeId, job.ErrorClassType) : null);
    }
}
