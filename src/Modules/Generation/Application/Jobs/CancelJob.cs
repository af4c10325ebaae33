using ArtEngine.Generation.Application.Jobs.Storage;
using ArtEngine.Generation.Domain.Jobs;
using MediatR;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>
/// Cancels one of the caller's jobs. A waiting one is canceled at once, a running one is canceling until the server
/// lets go of it, and one that has ended stays as it is.
/// </summary>
internal sealed record CancelJobCommand(Guid JobId, Guid UserId) : IRequest;

internal sealed class CancelJobHandler(IImageJobs jobs, TimeProvider clock) : AsyncRequestHandler<CancelJobCommand>
{
    protected override async Task Handle(CancelJobCommand command, CancellationToken cancellationToken)
    {
        if (await jobs.ChangeAsync(command.JobId, job => Cancel(job, command.UserId), cancellationToken) is null)
        {
            throw UnknownJob.Exception(command.JobId);
        }
    }

    private void Cancel(ImageJob job, Guid userId)
    {
        if (job.UserId != userId)
        {
            throw UnknownJob.Exception(job.Id);
        }

        job.Cancel(clock.GetUtcNow());
    }
}
