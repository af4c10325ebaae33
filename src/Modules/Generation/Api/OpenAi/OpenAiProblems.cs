using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace ArtEngine.Generation.Api.OpenAi;

/// <summary>Problems as OpenAI's clients read them.</summary>
internal sealed class OpenAiProblems : IProblemFormat
{
    public static readonly OpenAiProblems Instance = new();

    private const string Parameters = "parameters/";

    public Type BodyType => typeof(OpenAiError);

    public (int Status, object Body) Format(ProblemDetails problem)
    {
        // There a wrong value is answered 400.
        var status = problem.Status is StatusCodes.Status422UnprocessableEntity ? StatusCodes.Status400BadRequest : problem.Status!.Value;
        return (status, BodyOf(problem.Detail ?? problem.Title ?? "", status, problem.Code(), problem.Errors()));
    }

    /// <summary>What went wrong, when it must be told in the middle of a stream.</summary>
    public static OpenAiError BodyOf(
        string message, int status, string code, IReadOnlyList<BuildingBlocks.InputError>? errors = null)
    {
        var error = errors is { Count: > 0 } ? errors[0] : null;
        return new(new(error is null ? message : $"{message} {error.Detail}", TypeOf(status), ParameterOf(error?.Pointer), code));
    }

    private static string TypeOf(int status) => status switch
    {
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        >= StatusCodes.Status500InternalServerError => "server_error",
        _ => "invalid_request_error",
    };

    private static string? ParameterOf(string? pointer)
    {
        var name = pointer?.TrimStart('/');
        return name?.StartsWith(Parameters, StringComparison.Ordinal) == true ? name[Parameters.Length..] : name;
    }
}

/// <summary>What went wrong.</summary>
/// <param name="Error">What is wrong.</param>
internal sealed record OpenAiError(OpenAiErrorBody Error);

/// <summary>What went wrong.</summary>
/// <param name="Message">For people; it says what to do.</param>
/// <param name="Type"><c>invalid_request_error, rate_limit_error</c> or <c>server_error</c>.</param>
/// <param name="Param">The member of the request that is wrong; null when none is.</param>
/// <param name="Code">As of the native API's problems.</param>
internal sealed record OpenAiErrorBody(string Message, string Type, string? Param, string Code);
