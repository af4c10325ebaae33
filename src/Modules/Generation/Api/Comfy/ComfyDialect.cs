using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.Generation.Api.Comfy;

/// <summary>
/// ComfyUI's own protocol over the same use cases as the service's own: clients of one ComfyUI server get a queue over many, and each user
/// sees only their own. Routes have no names: clients add to the query what they like, and ComfyUI does not mind either.
/// </summary>
internal static class ComfyDialect
{
    private const string Group = "comfyui";
    private const string Root = "/comfy";

    /// <summary>Newer clients put /api before everything, and /jobs is only there; some send no headers: a key in the address.</summary>
    private static readonly string[] Roots =
        [Root, $"{Root}/api", $"{Root}/key/{{{KeyInPath.RouteValue}}}", $"{Root}/key/{{{KeyInPath.RouteValue}}}/api"];

    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton(new ProblemRoot(Root, ComfyProblems.Instance));
        services.AddSingleton<Prompts>();
        services.AddSingleton<PromptEvents>();
    }

    public static void Map(IEndpointRouteBuilder routes, long maxBodyBytes, long maxUploadBytes)
    {
        foreach (var root in Roots)
        {
            var group = routes.MapGroup(root).WithProblems(ComfyProblems.Instance).WithTags("ComfyUI").WithGroupName(Group);
            if (root != $"{Root}/api")
            {
                // They are the same, and one of them is described.
                group.ExcludeFromDescription();
            }

            if (root.Contains('{', StringComparison.Ordinal))
            {
                group.TakesKeyInPath();
            }

            PromptEndpoints.Map(group, maxBodyBytes);
            FileEndpoints.Map(group, maxBodyBytes + maxUploadBytes);
            InfoEndpoints.Map(group);
            SocketEndpoint.Map(group);
            if (root.EndsWith("/api", StringComparison.Ordinal))
            {
                JobsApiEndpoints.Map(group, maxBodyBytes);
            }
        }
    }
}
