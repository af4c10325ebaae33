using ArtEngine.Generation.Application.Library.Uploads;
using MediatR;
using Microsoft.Extensions.Options;

namespace ArtEngine.Generation.Application.Library;

/// <summary>One input picture of the caller.</summary>
internal sealed record GetUploadQuery(Guid UploadId, Guid UserId) : IRequest<UploadView>;

internal sealed class GetUploadHandler(IUploads uploads, IOptions<UploadOptions> options) : IRequestHandler<GetUploadQuery, UploadView>
{
    public async Task<UploadView> Handle(GetUploadQuery query, CancellationToken cancellationToken) =>
        UploadView.Of(await uploads.RequireAsync(query.UploadId, query.UserId, cancellationToken), options.Value);
}
