using System.Text.Json;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;

namespace ArtEngine.Generation.Api.Mcp;

/// <summary>The Model Context Protocol over the same use cases as the service's own: what assistants call tools by.</summary>
internal static class McpDialect
{
    private const string Instructions =
        "Makes pictures, films and sounds from workflows. Call list_workflows first: it says which workflows there are and which " +
        "parameters each takes. Then generate, and get_image for an output that you want to see.";

    private static readonly JsonSerializerOptions Json = new(McpJsonUtilities.DefaultOptions)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static void AddServices(IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<ToolCalls>();
        // Nothing is remembered between requests, so any node answers any of them.
        services.AddMcpServer(server => server.ServerInstructions = Instructions).WithHttpTransport(http => http.Stateless = true)
            .WithTools<WorkflowTools>(Json).WithTools<JobTools>(Json)
            .WithRequestFilters(filters => filters.AddCallToolFilter(ToolCalls.TellRefusals));
    }

    public static void Map(IEndpointRouteBuilder routes, long maxBodyBytes) =>
        routes.MapMcp("/mcp").RequireAuthorization().WithBodyLimit(maxBodyBytes, "Generation:MaxBodyBytes");
}
