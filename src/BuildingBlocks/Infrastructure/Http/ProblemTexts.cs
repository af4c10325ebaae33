using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>What to do, for the answers of which nobody said it: those of the framework.</summary>
internal static class ProblemTexts
{
    public const string Unreadable = "The request cannot be read: a part is missing or of the wrong type.";

    public static string? Of(int status, HttpContext context) => status switch
    {
        StatusCodes.Status400BadRequest => Unreadable,
        StatusCodes.Status404NotFound => context.RequestServices.GetRequiredService<RouteAdvice>().NotFound(context.Request),
        StatusCodes.Status405MethodNotAllowed =>
            $"{Address(context.Request)} does not take {Wording.Quote(context.Request.Method)} but {context.Response.Headers.Allow}.",
        StatusCodes.Status413PayloadTooLarge =>
            context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>()?.Rule ?? "The body is larger than this route takes.",
        StatusCodes.Status415UnsupportedMediaType => MediaType(context.Request),
        StatusCodes.Status412PreconditionFailed => "It is not what If-Match or If-Unmodified-Since says.",
        StatusCodes.Status416RangeNotSatisfiable => "The file ends before the range begins; Content-Range tells its length.",
        StatusCodes.Status403Forbidden => "You are known, but this is not yours to do.",
        >= StatusCodes.Status500InternalServerError => "Something went wrong here, and not with the request; trace_id finds it in the log.",
        _ => null,
    };

    /// <summary>curl -d says that it sends a form unless it is told otherwise.</summary>
    public static string MediaType(HttpRequest request) =>
        $"The Content-Type {(request.ContentType is { Length: > 0 } type ? Wording.Quote(type) : "is missing and")} is not taken here. " +
        "JSON is sent with the header Content-Type: application/json, a picture with its own, such as image/png.";

    private static string Address(HttpRequest request) => Wording.Quote(request.Path.Value ?? "");
}
