using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Domain.Library;
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

internal static class UploadLookup
{
    /// <summary>The user's picture, or <see cref="AppException"/> <c>unknown_upload</c>.</summary>
    public static async Task<Upload> RequireAsync(this IUploads uploads, Guid id, Guid userId, CancellationToken cancellationToken) =>
        await uploads.FindAsync(id, userId, cancellationToken) ?? throw Unknown(id);

    public static AppException Unknown(Guid id) => new(ErrorKind.NotFound, "unknown_upload", $"There is no uploaded picture {id} of yours.");
}
