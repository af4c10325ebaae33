using FluentValidation;
using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>Keeps the user's key of comfy.org.</summary>
/// <param name="UserId">Whose it is.</param>
/// <param name="Key">The key.</param>
internal sealed record SaveComfyKeyCommand(Guid UserId, string Key) : IRequest
{
    /// <summary>The key is nobody's to read.</summary>
    public override string ToString() => nameof(SaveComfyKeyCommand);
}

internal sealed class SaveComfyKeyValidator : AbstractValidator<SaveComfyKeyCommand>
{
    private const int MaxKey = 500;

    public SaveComfyKeyValidator() => RuleFor(command => command.Key)
        .Must(key => key.Length is > 0 and <= MaxKey && key.All(letter => letter is > ' ' and < '\x7F'))
        .WithMessage($"key must be 1 to {MaxKey} characters of ASCII without spaces, as comfy.org shows it.");
}

internal sealed class SaveComfyKeyHandler(IComfyKeys keys) : AsyncRequestHandler<SaveComfyKeyCommand>
{
    protected override async Task Handle(SaveComfyKeyCommand command, CancellationToken cancellationToken)
    {
        if (!await keys.SaveAsync(command.UserId, command.Key, cancellationToken))
        {
            throw UnknownUser.Of(command.UserId);
        }
    }
}
