using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Deletions;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>Deletes one output of the caller's jobs that have ended. To its owner it is gone at once, its files go soon.</summary>
internal sealed record DeleteOutputCommand(Guid OutputId, Guid UserId) : IRequest;

internal sealed class DeleteOutputHandler(IDeletions deletions, ISignals signals) : AsyncRequestHandler<DeleteOutputCommand>
{
    protected override async Task Handle(DeleteOutputCommand command, CancellationToken cancellationToken)
    {
        switch (await deletions.DeleteOutputAsync(command.OutputId, command.UserId, cancellationToken))
        {
            case DeletionResult.Unknown:
                throw OutputLookup.Unknown(command.OutputId);
            case DeletionResult.NotEnded:
                throw new AppException(
                    ErrorKind.Conflict, "job_not_ended", "The job of this output has not ended; cancel it first, or wait for it.");
            default:
                signals.Notify(Topics.Deletions);
                break;
        }
    }
}
