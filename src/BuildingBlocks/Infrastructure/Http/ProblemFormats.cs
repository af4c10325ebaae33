using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>How endpoints of a dialect say how they tell problems.</summary>
public static class ProblemFormats
{
    /// <summary>Problems of the endpoint are told in this format.</summary>
    public static TBuilder WithProblems<TBuilder>(this TBuilder builder, IProblemFormat format)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(format);

    /// <summary>The code of a problem.</summary>
    public static string Code(this ProblemDetails problem) => (string)problem.Extensions["code"]!;

    /// <summary>What is wrong with which input; empty when the fault lies in none.</summary>
    public static IReadOnlyList<InputError> Errors(this ProblemDetails problem) =>
        problem.Extensions.TryGetValue("errors", out var errors) && errors is IReadOnlyList<InputError> list ? list : [];
}
