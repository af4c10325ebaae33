using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Application.Tracking;
using ArtEngine.Generation.Application.Tracking.Views;
using MediatR;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>
/// Cancels one of the caller's jobs. A waiting one is canceled at once, a running one is canceling until the server
/// lets go of it, and one that has ended stays as it is.
/// </summary>
internal sealed record CancelJobCommand(Guid JobId, Guid UserId) : IRequest<JobView>;

internal sealed class CancelJobHandler(IImageJobs jobs, IMediator mediator, TimeProvider clock) : IRequestHandler<CancelJobCommand, JobView>
{
    public async Task<JobView> Handle(CancelJobCommand command, CancellationToken cancellationToken)
    {
        var owned = new GetJobQuery(command.JobId, command.UserId);
        await mediator.Send(owned, cancellationToken);
        await jobs.ChangeAsync(command.JobId, job => job.Cancel(clock.GetUtcNow()), cancellationToken);
        return await mediator.Send(owned, cancellationToken);
    }
}
