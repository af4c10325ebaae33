using Microsoft.AspNetCore.Http;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>The codes of answers that no use case wrote: wrong path, no token, body too large.</summary>
internal static class ProblemCodes
{
    public static string Of(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "malformed_request",
        StatusCodes.Status401Unauthorized => "unauthorized",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        StatusCodes.Status408RequestTimeout => "request_timeout",
        StatusCodes.Status413PayloadTooLarge => "body_too_large",
        StatusCodes.Status415UnsupportedMediaType => "unsupported_media_type",
        StatusCodes.Status429TooManyRequests => "rate_limited",
        StatusCodes.Status503ServiceUnavailable => "unavailable",
        _ when status < StatusCodes.Status500InternalServerError => "bad_request",
        _ => "internal_error",
    };
}
