using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.Generation.Api.OpenAi;

/// <summary>OpenAI's images API over the same use cases as the service's own; clients of OpenAI need another base address only.</summary>
internal static class OpenAiDialect
{
    public const string Group = "openai";

    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton(new ProblemRoot("/v1", OpenAiProblems.Instance));
        services.AddSingleton<ImageFormReader>();
        services.AddSingleton<ImageJobs>();
        services.AddSingleton<ImageAnswer>();
        services.AddSingleton<ImageStream>();
    }

    public static void Map(IEndpointRouteBuilder routes, long maxBodyBytes, long maxUploadBytes)
    {
        ImageEndpoints.Map(routes, maxBodyBytes, maxUploadBytes);
        ModelEndpoints.Map(routes);
    }
}
