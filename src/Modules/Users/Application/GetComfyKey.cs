using ArtEngine.Users.Contracts;
using MediatR;

namespace ArtEngine.Users.Application;

internal sealed class GetComfyKeyHandler(IComfyKeys keys) : IRequestHandler<GetComfyKeyQuery, string?>
{
    public Task<string?> Handle(GetComfyKeyQuery query, CancellationToken cancellationToken) =>
        keys.FindAsync(query.UserId, cancellationToken);
}
