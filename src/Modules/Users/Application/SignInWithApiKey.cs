using ArtEngine.Users.Domain;
using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>Finds the key, unless it is unknown, expired or its user erased.</summary>
internal sealed record SignInWithApiKeyCommand(string Key) : IRequest<ApiKey?>;

internal sealed class SignInWithApiKeyHandler(ISignIns signIns, IApiKeys keys, TimeProvider clock)
    : IRequestHandler<SignInWithApiKeyCommand, ApiKey?>
{
    /// <summary>Not each request is worth a write.</summary>
    private static readonly TimeSpan UseIsNotedEvery = TimeSpan.FromMinutes(1);

    public async Task<ApiKey?> Handle(SignInWithApiKeyCommand command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await signIns.LookAsync(ApiKey.HashOf(command.Key), cancellationToken) is not { } key || key.ExpiresAt <= now)
        {
            return null;
        }

        if (key.LastUsedAt is not { } lastUsed || now - lastUsed >= UseIsNotedEvery)
        {
            await keys.NoteUseAsync(key.Id, now, cancellationToken);
        }

        return key;
    }
}
