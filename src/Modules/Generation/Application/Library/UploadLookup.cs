using ArtEngine.BuildingBlocks;
using ArtEngine.Generation.Application.Library.Uploads;
using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library;

internal static class UploadLookup
{
    /// <summary>The user's picture, or <see cref="AppException"/> <c>unknown_upload</c>.</summary>
    public static async Task<Upload> RequireAsync(this IUploads uploads, Guid id, Guid userId, CancellationToken cancellationToken) =>
        await uploads.FindAsync(id, userId, cancellationToken) ?? throw Unknown(id);

    public static AppException Unknown(Guid id) =>
        new(ErrorKind.NotFound, "unknown_upload", $"There is no uploaded picture {id} of yours.");
}
