using ArtEngine.Users.Domain;
using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>Finds whose the key is and what it may do; null when it is unknown, expired, or its user is erased or blocked.</summary>
internal sealed record SignInWithApiKeyCommand(string Key) : IRequest<KeySignIn?>;

/// <summary>Who came with an API key.</summary>
/// <param name="UserId">Whose it is.</param>
/// <param name="Key">The key's id, or its name when it stands in the settings.</param>
/// <param name="Permissions">What it may do now.</param>
/// <param name="ExpiresAt">From then on it is refused; null when it does not expire.</param>
internal sealed record KeySignIn(Guid UserId, string Key, IReadOnlyList<string> Permissions, DateTimeOffset? ExpiresAt);

internal sealed class SignInWithApiKeyHandler(
    ISignIns signIns, IApiKeys keys, IConfiguredKeys configured, IGrants grants, UserSignIn signIn, TimeProvider clock)
    : IRequestHandler<SignInWithApiKeyCommand, KeySignIn?>
{
    /// <summary>Not each request is worth a write.</summary>
    private static readonly TimeSpan UseIsNotedEvery = TimeSpan.FromMinutes(1);

    public Task<KeySignIn?> Handle(SignInWithApiKeyCommand command, CancellationToken cancellationToken)
    {
        var hash = ApiKey.HashOf(command.Key);
        return configured.Find(hash) is { } key ? SignInAsync(key, cancellationToken) : SignInAsync(hash, cancellationToken);
    }

    private async Task<KeySignIn?> SignInAsync(ConfiguredKey key, CancellationToken cancellationToken)
    {
        var signedIn = await signIn.SignInAsync(
            new(ConfiguredKey.Issuer, key.User, Email: null, Permissions: [], clock.GetUtcNow()), cancellationToken);
        return signedIn.UserId is { } userId ? new(userId, key.Name, key.Permissions, ExpiresAt: null) : null;
    }

    private async Task<KeySignIn?> SignInAsync(string hash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await signIns.LookAsync(hash, cancellationToken) is not { Key: var key, User: { IsBlocked: false } user } ||
            key.ExpiresAt <= now)
        {
            return null;
        }

        if (key.LastUsedAt is not { } lastUsed || now - lastUsed >= UseIsNotedEvery)
        {
            await keys.NoteUseAsync(key.Id, now, cancellationToken);
        }

        return new(key.UserId, key.Id.ToString(), grants.Within(user.Permissions, key.Permissions), key.ExpiresAt);
    }
}
