using ArtEngine.Generation.Domain.Library;

namespace ArtEngine.Generation.Application.Library.Uploads;

/// <summary>An input picture as its owner sees it.</summary>
/// <param name="Id">What an image parameter of a workflow takes.</param>
/// <param name="ContentType">Its media type, told by its bytes.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="Hash"><c>sha256:</c> and 64 hex digits.</param>
/// <param name="Blake3"><c>blake3:</c> and 64 hex digits; null for uploads of older versions.</param>
/// <param name="Width">Pixels; null when they are not told near the beginning of the file.</param>
/// <param name="Height">Pixels; null likewise.</param>
/// <param name="CreatedAt">When it was uploaded, UTC.</param>
/// <param name="ExpiresAt">When it is deleted unless it is used before, UTC; each use puts it off.</param>
/// <param name="Url">Where to download it, relative to the service's address.</param>
internal sealed record UploadView(
    Guid Id, string ContentType, long SizeBytes, string Hash, string? Blake3, int? Width, int? Height, DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt, string Url)
{
    public static UploadView Of(Upload upload, UploadOptions options) => new(
        upload.Id, upload.ContentType, upload.SizeBytes, $"sha256:{upload.Hash}",
        upload.Blake3 is null ? null : $"blake3:{upload.Blake3}", upload.Width, upload.Height, upload.CreatedAt,
        upload.LastUsedAt + TimeSpan.FromDays(options.KeepDays), $"/image/uploads/{upload.Id}/content");
}
