using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Domain;
using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>Finds the user of a valid token, and makes one at first sight.</summary>
/// <param name="Issuer">Who made the token.</param>
/// <param name="Subject">The user there.</param>
/// <param name="Email">As the token says it; null when it does not.</param>
/// <param name="Permissions">What the user may do, as the token says it.</param>
/// <param name="IssuedAt">When the token was made; null when it does not say.</param>
internal sealed record SignInCommand(
    string Issuer, string Subject, string? Email, IReadOnlyList<string> Permissions, DateTimeOffset? IssuedAt = null) : IRequest<SignedIn>
{
    /// <summary>The plan that the token names; null when it names none.</summary>
    public string? Plan { get; init; }
}

/// <summary>What came of it.</summary>
/// <param name="UserId">Who it is; null when the user was erased or is blocked.</param>
/// <param name="IsBlocked">Whether they are kept out.</param>
internal sealed record SignedIn(Guid? UserId, bool IsBlocked);

internal sealed class SignInHandler(ISignIns signIns, IUsers users, ISignals signals, TimeProvider clock)
    : IRequestHandler<SignInCommand, SignedIn>
{
    public async Task<SignedIn> Handle(SignInCommand command, CancellationToken cancellationToken)
    {
        var known = await signIns.LookAsync(command.Issuer, command.Subject, command.IssuedAt, cancellationToken);
        if (known is { User: null, IsErased: false })
        {
            await users.AddAsync(NewUser(command), cancellationToken);
            // Once more: the erasure may have come between the look and the row.
            known = await signIns.LookAsync(command.Issuer, command.Subject, command.IssuedAt, cancellationToken);
        }

        if (known is not { User: { } user, IsErased: false } || user.IsBlocked)
        {
            return new(null, known is { User.IsBlocked: true, IsErased: false });
        }

        if (Tells(command, user) || user.IsNews(command.Permissions, MadeAt(command)) || TellsPlan(command, user))
        {
            await users.ChangeAsync(user.Id, row => TakeOver(command, row), cancellationToken);
            // Keys may do what their user may.
            signals.Notify(UserTopics.Access);
            signals.Notify(UserTopics.Plans);
        }

        return new(user.Id, IsBlocked: false);
    }

    private User NewUser(SignInCommand command)
    {
        var now = clock.GetUtcNow();
        var user = new User(Guid.CreateVersion7(now), command.Issuer, command.Subject, command.Email, now);
        user.Grant(command.Permissions, MadeAt(command));
        user.TellPlan(command.Plan);
        return user;
    }

    private void TakeOver(SignInCommand command, User row)
    {
        if (Tells(command, row))
        {
            row.TakeOver(command.Email);
        }

        if (TellsPlan(command, row))
        {
            row.TellPlan(command.Plan);
        }

        row.Grant(command.Permissions, MadeAt(command));
    }

    private DateTimeOffset MadeAt(SignInCommand command) => command.IssuedAt ?? clock.GetUtcNow();

    private bool TellsPlan(SignInCommand command, User user) =>
        command.Plan is not null && command.Plan != user.ToldPlan && !(MadeAt(command) < user.PermissionsAt);

    // A token tells how things were when it was made: what the issuer told later stays.
    private static bool Tells(SignInCommand command, User user) => command.Email is not null && command.Email != user.Email &&
        (user.ChangedAtIssuer is not { } changed || command.IssuedAt > changed);
}
