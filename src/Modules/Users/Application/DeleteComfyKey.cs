using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>Deletes the user's key of comfy.org, if there is one.</summary>
internal sealed record DeleteComfyKeyCommand(Guid UserId) : IRequest;

internal sealed class DeleteComfyKeyHandler(IComfyKeys keys) : AsyncRequestHandler<DeleteComfyKeyCommand>
{
    protected override Task Handle(DeleteComfyKeyCommand command, CancellationToken cancellationToken) =>
        keys.DeleteAsync(command.UserId, cancellationToken);
}
