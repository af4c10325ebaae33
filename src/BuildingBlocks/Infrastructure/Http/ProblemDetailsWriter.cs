using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>
/// Writes problems as JSON whatever <c>Accept</c> says. Who asks for a picture must be told why there is none, and the
/// framework's own writer refuses to tell them.
/// </summary>
internal sealed class ProblemDetailsWriter(IOptions<ProblemDetailsOptions> options, IEnumerable<ProblemRoot> roots)
    : IProblemDetailsWriter
{
    private const string MediaType = "application/problem+json";

    public bool CanWrite(ProblemDetailsContext context) => true;

    public ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var response = context.HttpContext.Response;
        context.ProblemDetails.Status ??= response.StatusCode;
        // Its constructor fills in type and title, which nothing else that is public does, but not of every status.
        var problem = TypedResults.Problem(context.ProblemDetails).ProblemDetails;
        problem.Title ??= ReasonPhrases.GetReasonPhrase(problem.Status!.Value);
        options.Value.CustomizeProblemDetails?.Invoke(context);
        if (FormatOf(context.HttpContext) is not { } format)
        {
            return new(response.WriteAsJsonAsync(problem, (JsonSerializerOptions?)null, MediaType));
        }

        (response.StatusCode, var body) = format.Format(problem);
        return new(response.WriteAsJsonAsync(body, body.GetType()));
    }

    /// <summary>The framework has put the endpoint aside when it handles an exception.</summary>
    private IProblemFormat? FormatOf(HttpContext context) =>
        (context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint)?.Metadata.GetMetadata<IProblemFormat>() ??
        roots.FirstOrDefault(root => context.Request.Path.StartsWithSegments(root.Path, StringComparison.OrdinalIgnoreCase))?.Format;
}
