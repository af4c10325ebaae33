using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Domain;

namespace ArtEngine.Users.Application;

/// <summary>Finds users by what a token or a key says of them.</summary>
internal sealed class UserSignIn(ISignIns signIns, IUsers users, ISignals signals, TimeProvider clock)
{
    public async Task<SignedIn> SignInAsync(SignInCommand command, CancellationToken cancellationToken)
    {
        var known = await signIns.LookAsync(command.Issuer, command.Subject, command.IssuedAt, cancellationToken);
        if (known is { User: null, IsErased: false })
        {
            await users.AddAsync(NewUser(command), command.IssuedAt, cancellationToken);
            // Once more: the erasure may have come between the look and the row.
            known = await signIns.LookAsync(command.Issuer, command.Subject, command.IssuedAt, cancellationToken);
        }

        if (known is not { User: { } user, IsErased: false } || user.IsBlocked)
        {
            return new(null, known is { User.IsBlocked: true, IsErased: false });
        }

        if (Tells(command, user) || user.IsNews(command.Permissions, MadeAt(command)) ||
            user.IsNewPlan(command.Plan, MadeAt(command)))
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
        user.TellPlan(command.Plan, MadeAt(command));
        return user;
    }

    private void TakeOver(SignInCommand command, User row)
    {
        if (Tells(command, row))
        {
            row.TakeOver(command.Email);
        }

        // Before the plan, after which this token is the newest known.
        row.Grant(command.Permissions, MadeAt(command));
        row.TellPlan(command.Plan, MadeAt(command));
    }

    private DateTimeOffset MadeAt(SignInCommand command) => command.IssuedAt ?? clock.GetUtcNow();

    // A token tells how things were when it was made: what the issuer told later stays.
    private static bool Tells(SignInCommand command, User user) => command.Email is not null && command.Email != user.Email &&
        (user.ChangedAtIssuer is not { } changed || command.IssuedAt > changed);
}
