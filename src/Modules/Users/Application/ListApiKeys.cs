using MediatR;

namespace ArtEngine.Users.Application;

/// <summary>The user's API keys, newest first.</summary>
internal sealed record ListApiKeysQuery(Guid UserId) : IRequest<ApiKeyList>;

/// <summary>A user's API keys.</summary>
/// <param name="ApiKeys">Newest first, expired ones too.</param>
internal sealed record ApiKeyList(IReadOnlyList<ApiKeyView> ApiKeys);

internal sealed class ListApiKeysHandler(IApiKeys keys) : IRequestHandler<ListApiKeysQuery, ApiKeyList>
{
    public async Task<ApiKeyList> Handle(ListApiKeysQuery query, CancellationToken cancellationToken) =>
        new([.. (await keys.ListAsync(query.UserId, cancellationToken)).Select(ApiKeyView.Of)]);
}
