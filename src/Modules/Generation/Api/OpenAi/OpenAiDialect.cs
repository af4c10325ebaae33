using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.Generation.Api.OpenAi;

/// <summary>OpenAI's images API over the same use cases as the service's own; clients of OpenAI need another base address only.</summary>
internal static class OpenAiDialect
{
    public const string Group = "openai";

    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton<ImageFormReader>();
        services.AddSingleton<ImageJobs>();
        services.AddSingleton<ImageAnswer>();
        services.AddSingleton<ImageStream>();
    }

    public static void Map(IEndpointRouteBuilder routes, long maxBodyBytes, long maxUploadBytes)
    {
        ImageEndpoints.Map(routes, maxBodyBytes, maxUploadBytes);
        ModelEndpoints.Map(routes);
        routes.Map("/v1/{**rest}", NotThere).AllowAnonymous().WithProblems(OpenAiProblems.Instance).ExcludeFromDescription();
    }

    private static IResult NotThere(HttpContext context) => throw new AppException(
        ErrorKind.NotFound, "not_found",
        $"There is no {context.Request.Method} {context.Request.Path} here. Of OpenAI's API there are POST /v1/images/generations, " +
        "/v1/images/edits, /v1/images/variations and GET /v1/models.");
}
