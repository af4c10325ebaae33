using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.BuildingBlocks.Infrastructure.Http;

/// <summary>Writes down what administrators change.</summary>
public static class AdminAudit
{
    private const int LongestPath = 500;

    /// <summary>Call it after authorization: who is refused has done nothing.</summary>
    public static void UseAdminAudit(this IApplicationBuilder app) => app.Use(RecordAsync);

    private static Task RecordAsync(HttpContext context, RequestDelegate next) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ||
        context.GetEndpoint()?.Metadata.OfType<Permission>().Contains(Permission.Admin) != true ||
        context.RequestServices.GetService<IAuditLog>() is not { } log
            ? next(context)
            : RecordAsync(context, log, next);

    private static async Task RecordAsync(HttpContext context, IAuditLog log, RequestDelegate next)
    {
        var entry = await log.BeginAsync(ActOf(context), context.RequestAborted);
        await next(context);
        // The act is done, whether its caller is still there or not.
        await log.EndAsync(entry, context.Response.StatusCode, CancellationToken.None);
    }

    private static AdminAct ActOf(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        return new(
            context.User.UserId(), context.User.FindFirstValue(Callers.ApiKeyClaim), context.Request.Method,
            path.Length > LongestPath ? path[..LongestPath] : path);
    }
}
