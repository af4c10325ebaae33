using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>
/// Answers what leads nowhere before anybody asks for a token, which would not help: an unknown path (404), a method or a
/// media type that a route does not take (405, 415). Which routes there are is no secret.
/// </summary>
public static class KnownRoutes
{
    /// <summary>Switches it on; call it before authentication.</summary>
    public static void UseKnownRoutes(this IApplicationBuilder app) => app.Use(AnswerAsync);

    private static Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        switch (context.GetEndpoint())
        {
            case null:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            // Routing's own answers are no routes.
            case { RequestDelegate: { } refuse } and not RouteEndpoint:
                return refuse(context);
            default:
                return next(context);
        }
    }
}
