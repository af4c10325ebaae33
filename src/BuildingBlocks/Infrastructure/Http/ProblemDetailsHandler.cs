using System.Globalization;
using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>Turns what callers may know of a failure into RFC 9457 problem details; the rest stays a bare 500.</summary>
internal sealed class ProblemDetailsHandler(IProblemDetailsService problems, BodyFaults bodies) : IExceptionHandler
{
    /// <summary>nginx's word for a caller who left before the answer: nobody reads it, logs do.</summary>
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientClosedRequest;
            return true;
        }

        var problem = exception switch
        {
            AppException error => Problem(error),
            BadHttpRequestException { InnerException: UnknownMembersException body } => Problem(
                StatusCodes.Status422UnprocessableEntity, "invalid_request", "The body has members that are not known here; see errors.",
                body.Errors),
            BadHttpRequestException error => Problem(
                error.StatusCode, ProblemCodes.Of(error.StatusCode), Explain(error, context), ErrorsOf(error, context)),
            _ when TransientDatabaseErrors.IsDiskFull(exception) => Problem(
                StatusCodes.Status507InsufficientStorage,
                "storage_full",
                "The database has no room left on its disk. Nothing was changed; its operator must make room."),
            _ when TransientDatabaseErrors.IsReasonOf(exception) => Problem(
                StatusCodes.Status503ServiceUnavailable,
                "database_unavailable",
                "The database does not answer. Try again soon: what was asked for may have been done, and is not done twice with the " +
                "same Idempotency-Key."),
            _ => null,
        };
        if (problem is null)
        {
            return false;
        }

        context.Response.StatusCode = problem.Status!.Value;
        if (problem.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            var wait = (exception as AppException)?.RetryAfter ?? TimeSpan.FromSeconds(5);
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
        }

        await problems.WriteAsync(new() { HttpContext = context, ProblemDetails = problem });
        return true;
    }

    private static ProblemDetails Problem(AppException error)
    {
        var problem = Problem(StatusOf(error.Kind), error.Code, error.Message, error.Errors);
        foreach (var (name, value) in error.Details)
        {
            problem.Extensions[name] = value;
        }

        return problem;
    }

    private static ProblemDetails Problem(int status, string code, string detail, IReadOnlyList<InputError>? errors = null)
    {
        var problem = new ProblemDetails { Status = status, Detail = detail, Extensions = { ["code"] = code } };
        if (errors is { Count: > 0 })
        {
            problem.Extensions["errors"] = errors;
        }

        return problem;
    }

    /// <summary>The framework's own text names C# types; a JSON fault is better told by its place in the text.</summary>
    private static string Explain(BadHttpRequestException error, HttpContext context) => error.InnerException switch
    {
        JsonException { LineNumber: { } line } json =>
            $"The body is not the JSON that is expected here: fault at line {line + 1}, byte {json.BytePositionInLine + 1}, " +
            $"path {json.Path ?? "$"}.",
        _ when error.StatusCode == StatusCodes.Status413PayloadTooLarge =>
            EndpointOf(context)?.Metadata.GetMetadata<BodyLimit>()?.Rule ?? "The body is larger than this route takes.",
        _ when error.StatusCode == StatusCodes.Status415UnsupportedMediaType => ProblemTexts.MediaType(context.Request),
        _ when EndpointOf(context)?.Metadata.GetMetadata<IAcceptsMetadata>() is not null => "The body is missing, broken off or null.",
        _ => ProblemTexts.Unreadable,
    };

    private IReadOnlyList<InputError>? ErrorsOf(BadHttpRequestException error, HttpContext context) =>
        error.InnerException is JsonException json ? bodies.Errors(json, EndpointOf(context)) : null;

    /// <summary>The framework has put the endpoint aside when it handles an exception.</summary>
    private static Endpoint? EndpointOf(HttpContext context) => context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;

    private static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Malformed => StatusCodes.Status400BadRequest,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        ErrorKind.TooMany => StatusCodes.Status429TooManyRequests,
        ErrorKind.Upstream => StatusCodes.Status502BadGateway,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
