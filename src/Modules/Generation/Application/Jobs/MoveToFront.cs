using ArtEngine.Generation.Application.Jobs.Storage;
using MediatR;

namespace ArtEngine.Generation.Application.Jobs;

/// <summary>Has a waiting job served before those of all users; one that does not wait stays as it is.</summary>
internal sealed record MoveToFrontCommand(Guid JobId) : IRequest;

internal sealed class MoveToFrontHandler(IImageJobs jobs) : AsyncRequestHandler<MoveToFrontCommand>
{
    protected override async Task Handle(MoveToFrontCommand command, CancellationToken cancellationToken)
    {
        if (await jobs.ChangeAsync(command.JobId, job => job.MoveToFront(), cancellationToken) is null)
        {
            throw UnknownJob.Exception(command.JobId);
        }
    }
}
