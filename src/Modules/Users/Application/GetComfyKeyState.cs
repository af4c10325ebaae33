using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>Whether the user has a key of comfy.org here.</summary>
internal sealed record GetComfyKeyStateQuery(Guid UserId) : IRequest<ComfyKeyState>;

/// <summary>Whether there is a key; the key itself nobody is told.</summary>
/// <param name="IsSet">Whether there is one.</param>
/// <param name="ChangedAt">When it was stored; null without one.</param>
internal sealed record ComfyKeyState(bool IsSet, DateTimeOffset? ChangedAt);

internal sealed class GetComfyKeyStateHandler(IComfyKeys keys) : IRequestHandler<GetComfyKeyStateQuery, ComfyKeyState>
{
    public async Task<ComfyKeyState> Handle(GetComfyKeyStateQuery query, CancellationToken cancellationToken)
    {
        var changedAt = await keys.ChangedAtAsync(query.UserId, cancellationToken);
        return new(changedAt is not null, changedAt);
    }
}
