using ArtEngine.Generation.Application.Tracking.Progress;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Generation.Application.Tracking.Views;

/// <summary>Shows jobs to their owners. A row whose JSON cannot be read does not hide the others: it appears without it.</summary>
internal sealed partial class JobViews(IProgressStore board, ILogger<JobViews> log)
{
    public JobView Of(JobInLine line, int? etaSeconds)
    {
        var job = line.Job;
        if (StoredJson.Read(job.Parameters) is null)
        {
            CannotBeRead("parameters", job.Id);
        }

        if (job.Metadata is not null && StoredJson.Read(job.Metadata) is null)
        {
            CannotBeRead("metadata", job.Id);
        }

        return JobView.Of(line, board.Find(job.Id), etaSeconds);
    }

    [LoggerMessage(LogLevel.Warning, "The {Column} of job {JobId} cannot be read and are left out of answers")]
    private partial void CannotBeRead(string column, Guid jobId);
}
