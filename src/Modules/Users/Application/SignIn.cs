using ArtEngine.Users.Domain;
using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>Finds the user of a valid token, and makes one at first sight.</summary>
/// <param name="Issuer">Who made the token.</param>
/// <param name="Subject">The user there.</param>
/// <param name="Email">As the token says it; null when it does not.</param>
/// <param name="IssuedAt">When the token was made; null when it does not say.</param>
/// <returns>The user's id; null when the user was erased.</returns>
internal sealed record SignInCommand(string Issuer, string Subject, string? Email, DateTimeOffset? IssuedAt = null) : IRequest<Guid?>;

internal sealed class SignInHandler(ISignIns signIns, IUsers users, TimeProvider clock) : IRequestHandler<SignInCommand, Guid?>
{
    public async Task<Guid?> Handle(SignInCommand command, CancellationToken cancellationToken)
    {
        var known = await signIns.LookAsync(command.Issuer, command.Subject, command.IssuedAt, cancellationToken);
        if (known is { User: null, IsErased: false })
        {
            await users.AddAsync(NewUser(command), cancellationToken);
            // Once more: the erasure may have come between the look and the row.
            known = await signIns.LookAsync(command.Issuer, command.Subject, command.IssuedAt, cancellationToken);
        }

        if (known is not { User: { } user, IsErased: false })
        {
            return null;
        }

        if (Tells(command, user))
        {
            await users.ChangeAsync(user.Id, row => row.TakeOver(command.Email), cancellationToken);
        }

        return user.Id;
    }

    private User NewUser(SignInCommand command)
    {
        var now = clock.GetUtcNow();
        return new(Guid.CreateVersion7(now), command.Issuer, command.Subject, command.Email, now);
    }

    // A token tells how things were when it was made: what the issuer told later stays.
    private static bool Tells(SignInCommand command, User user) => command.Email is not null && command.Email != user.Email &&
        (user.ChangedAtIssuer is not { } changed || command.IssuedAt > changed);
}
