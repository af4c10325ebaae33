using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.Generation.Application.Library.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ArtEngine.Generation.Api.Library;

/// <summary>How callers get files of the store.</summary>
internal static class Downloads
{
    /// <summary>Describes what an endpoint that sends a file may answer.</summary>
    public static RouteHandlerBuilder ProducesDownload(this RouteHandlerBuilder builder) => builder
        .ProducesBytes(StatusCodes.Status200OK, "*/*").ProducesBytes(StatusCodes.Status206PartialContent, "*/*")
        .Produces(StatusCodes.Status302Found).Produces(StatusCodes.Status304NotModified)
        .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed)
        .ProducesProblem(StatusCodes.Status416RangeNotSatisfiable);

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
        if (!file.File.IsShown)
        {
            // Should a browser show it all the same, what is in it runs nothing and loads nothing.
            headers.ContentSecurityPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
        }

        headers.CacheControl = "private, max-age=31536000, immutable";
        headers.ContentDisposition =
            new ContentDispositionHeaderValue(file.File.IsShown ? "inline" : "attachment") { FileNameStar = file.File.FileName }.ToString();
        return new Download(TypedResults.Stream(
            file.Bytes!, file.File.ContentType, entityTag: new($"\"{file.Hash}\""), enableRangeProcessing: true));
    }

    /// <summary>A range or a condition that does not hold is told as any other problem is, and not as an empty picture.</summary>
    private sealed class Download(IResult file) : IResult
    {
        public async Task ExecuteAsync(HttpContext context)
        {
            await file.ExecuteAsync(context);
            var refused = context.Response;
            if (!refused.HasStarted &&
                refused.StatusCode is (StatusCodes.Status412PreconditionFailed or StatusCodes.Status416RangeNotSatisfiable))
            {
                (refused.ContentType, refused.ContentLength) = (null, null);
            }
        }
    }
}
