using ArtEngine.Generation.Application.Library.Storage;
using ArtEngine.Generation.Application.Library.Uploads;
using MediatR;

namespace ArtEngine.Generation.Application.Library;

/// <summary>The bytes of one input picture of the caller, or with <paramref name="MayLink"/> an address where they are.</summary>
internal sealed record GetUploadContentQuery(Guid UploadId, Guid UserId, bool MayLink) : IRequest<StoredFile>;

internal sealed class GetUploadContentHandler(IUploads uploads, IBlobStore store) : IRequestHandler<GetUploadContentQuery, StoredFile>
{
    public async Task<StoredFile> Handle(GetUploadContentQuery query, CancellationToken cancellationToken)
    {
        var upload = await uploads.RequireAsync(query.UploadId, query.UserId, cancellationToken);
        var isShown = !upload.ContentType.StartsWith("model/", StringComparison.Ordinal);
        var file = new BlobLink(upload.StorageKey, upload.ContentType, upload.FileName, isShown);
        return await StoredFile.OpenAsync(store, file, upload.Hash!, query.MayLink, "upload", cancellationToken);
    }
}
