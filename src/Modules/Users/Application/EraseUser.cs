using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>Erases a user: profile and API keys at once, jobs and pictures within seconds.</summary>
/// <param name="Id">Who is erased.</param>
/// <param name="By">The administrator, or the user.</param>
internal sealed record EraseUserCommand(Guid Id, Guid By) : IRequest;

internal sealed class EraseUserHandler(UserErasure erasure) : AsyncRequestHandler<EraseUserCommand>
{
    protected override Task Handle(EraseUserCommand command, CancellationToken cancellationToken) =>
        erasure.EraseAsync(command.Id, command.By, cancellationToken);
}
