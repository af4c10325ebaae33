using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace ArtEngine.Generation.Api.Comfy;

/// <summary>Problems as ComfyUI's newer endpoints tell them: a sentence.</summary>
internal sealed class JobProblems : IProblemFormat
{
    public static readonly JobProblems Instance = new();

    public Type BodyType => typeof(JobRefusal);

    public (int Status, object Body) Format(ProblemDetails problem) => (
        problem.Status is StatusCodes.Status422UnprocessableEntity ? StatusCodes.Status400BadRequest : problem.Status!.Value,
        new JobRefusal(problem.Detail ?? ""));
}

/// <summary>Why a request was refused.</summary>
internal sealed record JobRefusal(string Error);
