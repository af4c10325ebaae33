using ArtEngine.Generation.Application.Library.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ArtEngine.Generation.Api.Library;

/// <summary>How callers get files of the store.</summary>
internal static class Downloads
{
    public static IResult Send(StoredFile file, HttpContext context)
    {
        var headers = context.Response.Headers;
        if (file.Link is { } link)
        {
            // Whoever has the address has the picture, and soon nobody: no cache may keep it.
            headers.CacheControl = "no-store";
            return TypedResults.Redirect(link.OriginalString);
        }

        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "private, max-age=31536000, immutable";
        headers.ContentDisposition =
            new ContentDispositionHeaderValue(file.File.IsShown ? "inline" : "attachment") { FileNameStar = file.File.FileName }.ToString();
        return TypedResults.Stream(file.Bytes!, file.File.ContentType, entityTag: new($"\"{file.Hash}\""), enableRangeProcessing: true);
    }
}
