using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Tracking.Views;
using MediatR;

namespace ArtEngine.Generation.Application.Tracking;

/// <summary>One of the caller's jobs.</summary>
internal sealed record GetJobQuery(Guid JobId, Guid UserId) : IRequest<JobView>;

internal sealed class GetJobHandler(IJobReads jobs, JobViews views) : IRequestHandler<GetJobQuery, JobView>
{
    public async Task<JobView> Handle(GetJobQuery query, CancellationToken cancellationToken)
    {
        var job = await jobs.FindAsync(query.JobId, query.UserId, cancellationToken) ?? throw UnknownJob.Exception(query.JobId);
        return await views.ViewAsync(job, cancellationToken);
    }
}
