using ArtEngine.Users.Domain;
using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>Erases one of the caller's end users, with all that is theirs.</summary>
/// <param name="Owner">The caller.</param>
/// <param name="Id">The end user.</param>
internal sealed record EraseEndUserCommand(Guid Owner, Guid Id) : IRequest;

internal sealed class EraseEndUserHandler(IUsers users, UserErasure erasure) : AsyncRequestHandler<EraseEndUserCommand>
{
    protected override async Task Handle(EraseEndUserCommand command, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(command.Id, cancellationToken);
        if (user?.Issuer != EndUser.IssuerOf(command.Owner))
        {
            throw UnknownUser.Of(command.Id);
        }

        await erasure.EraseAsync(command.Id, command.Owner, cancellationToken);
    }
}
