using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Application;

/// <summary>Lets a user in again whom an administrator kept out.</summary>
/// <param name="Id">Who was blocked.</param>
/// <param name="By">The administrator.</param>
internal sealed record UnblockUserCommand(Guid Id, Guid By) : IRequest;

internal sealed partial class UnblockUserHandler(IUserAdministration users, ILogger<UnblockUserHandler> log)
    : AsyncRequestHandler<UnblockUserCommand>
{
    protected override async Task Handle(UnblockUserCommand command, CancellationToken cancellationToken)
    {
        if (!await users.UnblockAsync(command.Id, cancellationToken))
        {
            throw UnknownUser.Of(command.Id);
        }

        Unblocked(command.Id, command.By);
    }

    [LoggerMessage(LogLevel.Information, "User {UserId} was unblocked by {AdministratorId}")]
    private partial void Unblocked(Guid userId, Guid administratorId);
}
