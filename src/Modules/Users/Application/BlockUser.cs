using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Application;

/// <summary>Keeps a user out: tokens and API keys are refused and open streams end. Jobs that wait are rendered all the same.</summary>
/// <param name="Id">Who is blocked.</param>
/// <param name="By">The administrator.</param>
internal sealed record BlockUserCommand(Guid Id, Guid By) : IRequest;

internal sealed partial class BlockUserHandler(IUserAdministration users, ILogger<BlockUserHandler> log)
    : AsyncRequestHandler<BlockUserCommand>
{
    protected override async Task Handle(BlockUserCommand command, CancellationToken cancellationToken)
    {
        if (!await users.BlockAsync(command.Id, cancellationToken))
        {
            throw UnknownUser.Of(command.Id);
        }

        Blocked(command.Id, command.By);
    }

    [LoggerMessage(LogLevel.Information, "User {UserId} was blocked by {AdministratorId}")]
    private partial void Blocked(Guid userId, Guid administratorId);
}
