using ArtEngine.BuildingBlocks;
using MediatR;

namespace ArtEngine.Generation.Application;

/// <summary>One of the caller's jobs.</summary>
internal sealed record GetJobQuery(Guid JobId, Guid UserId) : IRequest<JobView>;

internal sealed class GetJobHandler(IImageJobs jobs, ILiveBoard board) : IRequestHandler<GetJobQuery, JobView>
{
    public async Task<JobView> Handle(GetJobQuery query, CancellationToken cancellationToken) =>
        await jobs.FindAsync(query.JobId, query.UserId, cancellationToken) is { } line
            ? JobView.Of(line, board.Find(query.JobId))
            : throw Unknown(query.JobId);

    /// <summary>The same answer for a job that is not there and for another user's, so that ids cannot be probed.</summary>
    public static AppException Unknown(Guid jobId) => new(ErrorKind.NotFound, "unknown_job", $"There is no job {jobId} of yours.");
}
