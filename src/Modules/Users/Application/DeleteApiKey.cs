using ArtEngine.BuildingBlocks;
using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>Takes back one of the user's API keys: from then on it is refused.</summary>
internal sealed record DeleteApiKeyCommand(Guid UserId, Guid Id) : IRequest;

internal sealed class DeleteApiKeyHandler(IApiKeys keys, ISignals signals) : AsyncRequestHandler<DeleteApiKeyCommand>
{
    protected override async Task Handle(DeleteApiKeyCommand command, CancellationToken cancellationToken)
    {
        try
        {
            if (!await keys.DeleteAsync(command.UserId, command.Id, cancellationToken))
            {
                throw new AppException(ErrorKind.NotFound, "unknown_api_key", $"You have no API key {command.Id}.");
            }
        }
        finally
        {
            // Whoever leaves during the commit does not know whether it came to it.
            signals.Notify(UserTopics.Access);
        }
    }
}
