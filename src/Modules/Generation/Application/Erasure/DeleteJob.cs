using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Erasure.Requests;
using ArtEngine.Generation.Application.Jobs;
using ArtEngine.Generation.Application.Library.Deletions;
using MediatR;

namespace ArtEngine.Generation.Application.Erasure;

/// <summary>
/// Deletes one of the caller's jobs that has ended, with all that came of it. To its owner it is gone at once, its files go soon.
/// </summary>
internal sealed record DeleteJobCommand(Guid JobId, Guid UserId) : IRequest;

internal sealed class DeleteJobHandler(IDeletions deletions, DeletedJobs deleted) : AsyncRequestHandler<DeleteJobCommand>
{
    protected override async Task Handle(DeleteJobCommand command, CancellationToken cancellationToken)
    {
        switch (await deletions.DeleteJobAsync(command.JobId, command.UserId, cancellationToken))
        {
            case DeletionResult.Unknown:
                throw UnknownJob.Exception(command.JobId);
            case DeletionResult.NotEnded:
                throw new AppException(
                    ErrorKind.Conflict, "job_not_ended",
                    $"The job has not ended; cancel it first (POST /image/jobs/{command.JobId}/cancel), or wait for it.");
            default:
                deleted.Report([command.JobId]);
                break;
        }
    }
}
