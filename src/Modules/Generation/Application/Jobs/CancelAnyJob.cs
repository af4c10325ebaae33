using ArtEngine.Generation.Application.Jobs.Storage;
using MediatR;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>Cancels anybody's job, as <see cref="CancelJobCommand"/> does one's own.</summary>
internal sealed record CancelAnyJobCommand(Guid JobId) : IRequest;

internal sealed class CancelAnyJobHandler(IImageJobs jobs, TimeProvider clock) : AsyncRequestHandler<CancelAnyJobCommand>
{
    protected override async Task Handle(CancelAnyJobCommand command, CancellationToken cancellationToken)
    {
        if (await jobs.ChangeAsync(command.JobId, job => job.Cancel(clock.GetUtcNow()), cancellationToken) is null)
        {
            throw UnknownJob.Exception(command.JobId);
        }
    }
}
