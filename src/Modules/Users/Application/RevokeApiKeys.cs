using MediatR;
using Microsoft.Extensions.Logging;

namespace ArtEngine.Users.Application;

/// <summary>Takes back all API keys of a user.</summary>
/// <param name="Id">Whose they are.</param>
/// <param name="By">The administrator.</param>
internal sealed record RevokeApiKeysCommand(Guid Id, Guid By) : IRequest;

internal sealed partial class RevokeApiKeysHandler(IUserAdministration users, ILogger<RevokeApiKeysHandler> log)
    : AsyncRequestHandler<RevokeApiKeysCommand>
{
    protected override async Task Handle(RevokeApiKeysCommand command, CancellationToken cancellationToken)
    {
        var count = await users.RevokeKeysAsync(command.Id, cancellationToken) ?? throw UnknownUser.Of(command.Id);
        Revoked(count, command.Id, command.By);
    }

    [LoggerMessage(LogLevel.Information, "{Count} API keys of user {UserId} were revoked by {AdministratorId}")]
    private partial void Revoked(int count, Guid userId, Guid administratorId);
}
