using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Domain;
using FluentValidation;
using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>Makes an API key for the user.</summary>
/// <param name="UserId">Whose it will be.</param>
/// <param name="Name">What they call it.</param>
/// <param name="ExpiresInDays">How long it is good for; or <paramref name="ExpiresAt"/>, or neither.</param>
/// <param name="ExpiresAt">From when on it is refused.</param>
/// <param name="Permissions">What it may do; the user's own permissions when null, but for <c>admin</c> and <c>end_users</c>.</param>
internal sealed record CreateApiKeyCommand(
    Guid UserId, string Name, int? ExpiresInDays, DateTimeOffset? ExpiresAt, IReadOnlyList<string>? Permissions)
    : IRequest<NewApiKey>
{
    /// <summary>What the user themselves may do.</summary>
    public required IReadOnlyList<string> OwnPermissions { get; init; }
}

/// <summary>A key that was just made.</summary>
/// <param name="ApiKey">What is kept of it.</param>
/// <param name="Key">The key itself: this answer alone has it.</param>
internal sealed record NewApiKey(ApiKeyView ApiKey, string Key);

internal sealed class CreateApiKeyValidator : AbstractValidator<CreateApiKeyCommand>
{
    private const int MaxName = 100;

    public CreateApiKeyValidator()
    {
        RuleFor(command => command.Name).Must(name => name.Trim().Length is > 0 and <= MaxName && !name.Any(char.IsControl))
            .WithMessage($"name must be text of 1 to {MaxName} characters.");
        RuleFor(command => command.ExpiresAt).Null().When(command => command.ExpiresInDays is not null)
            .WithMessage("Give expires_in_days or expires_at, not both.");
        RuleForEach(command => command.Permissions).Must((command, permission) => command.OwnPermissions.Contains(permission))
            .WithMessage("A key cannot have a permission that you do not have: {PropertyValue}.");
    }
}

internal sealed class CreateApiKeyHandler(IApiKeys keys, ApiKeyLimits limits, TimeProvider clock)
    : IRequestHandler<CreateApiKeyCommand, NewApiKey>
{
    public async Task<NewApiKey> Handle(CreateApiKeyCommand command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var permissions = command.Permissions ?? [.. command.OwnPermissions.Except(limits.AskedForOnly)];
        var (kept, key) = ApiKey.Create(command.UserId, command.Name.Trim(), [.. permissions.Distinct()], now, EndOf(command, now));
        return await keys.AddAsync(kept, limits.PerUser, cancellationToken)
            ? new(ApiKeyView.Of(kept), key)
            : throw new AppException(
                ErrorKind.Conflict,
                "too_many_api_keys",
                $"You have {limits.PerUser} API keys, and that is all there may be. Delete one first.");
    }

    private DateTimeOffset EndOf(CreateApiKeyCommand command, DateTimeOffset now)
    {
        var days = command.ExpiresInDays ?? (command.ExpiresAt - now)?.TotalDays ?? limits.DefaultDays;
        return days > 0 && days <= limits.MaxDays
            ? command.ExpiresAt?.ToUniversalTime() ?? now.AddDays(days)
            : throw new AppException(
                ErrorKind.Invalid, "invalid_request", $"A key is good for more than 0 and at most {limits.MaxDays} days.");
    }
}

/// <summary>What operators allow.</summary>
/// <param name="DefaultDays">How long a key is good for when its owner does not say.</param>
/// <param name="MaxDays">How long at most.</param>
/// <param name="PerUser">How many keys a user may have.</param>
/// <param name="AskedForOnly">Permissions that keys have only when they are asked for.</param>
internal sealed record ApiKeyLimits(int DefaultDays, int MaxDays, int PerUser, IReadOnlyList<string> AskedForOnly);
