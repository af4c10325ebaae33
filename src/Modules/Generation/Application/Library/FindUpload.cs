using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Uploads;
using MediatR;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Library;

/// <summary>The caller's input picture with these bytes.</summary>
/// <param name="Blake3">64 hex digits.</param>
/// <param name="UserId">The caller.</param>
/// <param name="Uses">Whether it counts as used just now.</param>
internal sealed record FindUploadQuery(string Blake3, Guid UserId, bool Uses) : IRequest<UploadView>;

internal sealed class FindUploadHandler(IUploadHashes hashes, IOptions<UploadOptions> options)
    : IRequestHandler<FindUploadQuery, UploadView>
{
    public async Task<UploadView> Handle(FindUploadQuery query, CancellationToken cancellationToken)
    {
        var blake3 = query.Blake3.ToLowerInvariant();
        var found = query.Uses
            ? await hashes.UseAsync(blake3, query.UserId, cancellationToken)
            : await hashes.FindAsync(blake3, query.UserId, cancellationToken);
        return found is null
            ? throw new AppException(ErrorKind.NotFound, "blob_not_found", "No uploaded picture of yours has these bytes; upload it.")
            : UploadView.Of(found, options.Value);
    }
}
