using ArtEngine.Generation.Application.Library.Folders;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>Deletes a folder of the caller with those in it. Outputs stay, in no folder.</summary>
internal sealed record DeleteFolderCommand(Guid Id, Guid UserId) : IRequest;

internal sealed class DeleteFolderHandler(IFolders folders) : AsyncRequestHandler<DeleteFolderCommand>
{
    protected override async Task Handle(DeleteFolderCommand command, CancellationToken cancellationToken)
    {
        if (!await folders.RemoveAsync(command.Id, command.UserId, cancellationToken))
        {
            throw FolderFaults.Unknown(command.Id);
        }
    }
}
