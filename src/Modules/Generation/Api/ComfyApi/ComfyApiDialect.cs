using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.Generation.Api.ComfyApi;

/// <summary>Comfy API v2 over the same use cases as the service's own: what the official SDKs speak.</summary>
internal static class ComfyApiDialect
{
    public const string Group = "comfy-api-v2";

    public const string Root = "/api/v2";

    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton(new ProblemRoot(Root, ComfyApiProblems.Instance));
        services.AddSingleton(new ProblemRoot("/v2/models", ModelRunProblems.Instance));
        services.AddSingleton<Assets>();
        services.AddSingleton<ComfyJobs>();
        services.AddSingleton<ComfyJobEvents>();
    }

    public static void Map(IEndpointRouteBuilder routes, long maxBodyBytes, long maxUploadBytes)
    {
        AssetEndpoints.Map(routes, maxBodyBytes, maxUploadBytes);
        ComfyJobEndpoints.Map(routes, maxBodyBytes);
        ModelRunEndpoints.Map(routes, maxBodyBytes);
        routes.MapGet($"{Root}/health", () => TypedResults.Ok(new HealthView("ok"))).Grouped().AllowAnonymous().WithName("ComfyHealth")
            .WithSummary("Whether the service answers").WithDescription("No ComfyUI server is asked.");
    }

    /// <summary>Endpoints of the dialect.</summary>
    public static TBuilder Grouped<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithTags("Comfy API v2").WithGroupName(Group).WithProblems(ComfyApiProblems.Instance);
}

/// <summary>Whether the service answers.</summary>
/// <param name="Status"><c>ok</c>.</param>
internal sealed record HealthView(string Status);
