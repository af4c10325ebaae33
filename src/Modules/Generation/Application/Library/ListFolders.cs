using ArtEngine.Generation.Application.Library.Folders;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>The caller's folders.</summary>
internal sealed record ListFoldersQuery(Guid UserId) : IRequest<FolderList>;

internal sealed class ListFoldersHandler(IFolders folders) : IRequestHandler<ListFoldersQuery, FolderList>
{
    public async Task<FolderList> Handle(ListFoldersQuery query, CancellationToken cancellationToken) =>
        new([.. (await folders.ListAsync(query.UserId, cancellationToken)).Select(FolderView.Of)]);
}
