using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Backends.Placement;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Tracking.Queue;
using ArtEngine.Generation.Application.Tracking.Views;
using MediatR;

namespace ArtEngine.Generation.Application.Tracking;

/// <summary>One of the caller's jobs.</summary>
internal sealed record GetJobQuery(Guid JobId, Guid UserId) : IRequest<JobView>;

internal sealed class GetJobHandler(IImageJobs jobs, JobViews views, QueueForecaster line, WaitReasons waits) : IRequestHandler<GetJobQuery, JobView>
{
    public async Task<JobView> Handle(GetJobQuery query, CancellationToken cancellationToken)
    {
        var found = await jobs.FindAsync(query.JobId, query.UserId, cancellationToken) ?? throw Unknown(query.JobId);
        var expected = found.Job.HasEnded ? null : (await line.GetAsync(cancellationToken)).Find(query.JobId);
        found = found with { WaitReason = await waits.FindAsync(found.Job, cancellationToken) };
        return views.Of(found, expected?.EtaSeconds);
    }

    /// <summary>The same answer for a job that is not there and for another user's, so that ids cannot be probed.</summary>
    public static AppException Unknown(Guid jobId) => new(ErrorKind.NotFound, "unknown_job", $"There is no job {jobId} of yours.");
}
