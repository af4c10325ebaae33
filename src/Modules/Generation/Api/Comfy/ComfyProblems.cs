using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace ArtEngine.Generation.Api.Comfy;

/// <summary>Problems as ComfyUI's clients read them.</summary>
internal sealed class ComfyProblems : IProblemFormat
{
    public static readonly ComfyProblems Instance = new();

    public Type BodyType => typeof(PromptRefusal);

    public (int Status, object Body) Format(ProblemDetails problem)
    {
        var status = problem.Status is StatusCodes.Status422UnprocessableEntity ? StatusCodes.Status400BadRequest : problem.Status!.Value;
        var details = string.Join(' ', problem.Errors().Select(error => error.Detail));
        return (status, new PromptRefusal(new(problem.Code(), problem.Detail ?? "", details, new()), new()));
    }
}

/// <summary>Why a request was refused.</summary>
internal sealed record PromptRefusal(PromptError Error, Dictionary<string, object> NodeErrors);

/// <summary>Why a request was refused.</summary>
internal sealed record PromptError(string Type, string Message, string Details, Dictionary<string, object> ExtraInfo);
