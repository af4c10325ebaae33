using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>Finds the user of a valid token, and makes one at first sight. Answers the user's id.</summary>
internal sealed record SignInCommand(string Issuer, string Subject, string? Email) : IRequest<Guid>;

internal sealed class SignInHandler(IUsers users, TimeProvider clock) : IRequestHandler<SignInCommand, Guid>
{
    public async Task<Guid> Handle(SignInCommand command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var user = await users.FindAsync(command.Issuer, command.Subject, cancellationToken)
            ?? await users.AddAsync(new(Guid.CreateVersion7(now), command.Issuer, command.Subject, command.Email, now), cancellationToken);
        if (command.Email is not null && command.Email != user.Email)
        {
            await users.ChangeAsync(user.Id, known => known.TakeOver(command.Email), cancellationToken);
        }

        return user.Id;
    }
}
