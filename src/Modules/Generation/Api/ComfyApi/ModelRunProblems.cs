using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace ArtEngine.Generation.Api.ComfyApi;

/// <summary>Problems as <c>models.run</c> reads them.</summary>
internal sealed class ModelRunProblems : IProblemFormat
{
    public static readonly ModelRunProblems Instance = new();

    public Type BodyType => typeof(ModelRunError);

    public (int Status, object Body) Format(ProblemDetails problem)
    {
        var status = problem.Status!.Value;
        var type = problem.Code() switch
        {
            "unknown_workflow" => "model_not_found",
            "invalid_parameters" or "invalid_request" or "malformed_request" => "invalid_input",
            var code => code,
        };
        var details = string.Join(' ', new[] { problem.Detail }.Concat(problem.Errors().Select(error => error.Detail)));
        var isMalformed = status == StatusCodes.Status400BadRequest;
        return (isMalformed ? StatusCodes.Status422UnprocessableEntity : status, new ModelRunError(details, type));
    }
}

/// <summary>What went wrong.</summary>
/// <param name="Detail">For people.</param>
/// <param name="ErrorType">For programs.</param>
internal sealed record ModelRunError(string Detail, string ErrorType);
