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

internal sealed class SignInHandler(UserSignIn signIn) : IRequestHandler<SignInCommand, SignedIn>
{
    public Task<SignedIn> Handle(SignInCommand command, CancellationToken cancellationToken) =>
        signIn.SignInAsync(command, cancellationToken);
}
