using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArtEngine.Host.Startup;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: its parts do.</summary>
internal static class Health
{
    private static readonly HealthCheckOptions Live = new() { Predicate = _ => false, ResponseWriter = WriteAsync };

    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<ReadinessReport>();
        services.AddHostedService<ShutdownNotice>();
        services.AddHealthChecks();
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", Live).AllowAnonymous();
        routes.MapMethods("/health/ready", [HttpMethods.Get, HttpMethods.Head], ReadyAsync).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task ReadyAsync(HttpContext context, ReadinessReport readiness)
    {
        var report = await readiness.GetAsync(context.RequestAborted);
        context.Response.StatusCode = Live.ResultStatusCodes[report.Status];
        context.Response.Headers.CacheControl = "no-store";
        await WriteAsync(context, report);
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        Status = WordOf(report.Status),
        Checks = report.Entries.ToDictionary(
            entry => entry.Key, entry => new { Status = WordOf(entry.Value.Status), entry.Value.Description }),
    });

    private static string WordOf(HealthStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}
