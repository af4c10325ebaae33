using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Application;

/// <summary>Erases a user: profile and API keys at once, jobs and pictures within seconds.</summary>
/// <param name="Id">Who is erased.</param>
/// <param name="By">The administrator, or the user.</param>
internal sealed record EraseUserCommand(Guid Id, Guid By) : IRequest;

internal sealed partial class EraseUserHandler(IUserAdministration users, ILogger<EraseUserHandler> log)
    : AsyncRequestHandler<EraseUserCommand>
{
    protected override async Task Handle(EraseUserCommand command, CancellationToken cancellationToken)
    {
        if (!await users.EraseAsync(command.Id, cancellationToken))
        {
            throw UnknownUser.Of(command.Id);
        }

        Erased(command.Id, command.By);
    }

    [LoggerMessage(LogLevel.Information, "User {UserId} was erased by {ByUserId}")]
    private partial void Erased(Guid userId, Guid byUserId);
}
