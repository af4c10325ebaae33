using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArtEngine.Host.Startup;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: its parts do.</summary>
internal static class Health
{
    public static void AddShutdownNotice(this IServiceCollection services)
    {
        services.AddSingleton<ShutdownNotice>();
        services.AddHostedService(provider => provider.GetRequiredService<ShutdownNotice>());
        services.AddHealthChecks().AddCheck<ShutdownNotice>("shutdown");
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new() { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        routes.MapHealthChecks("/health/ready", new() { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        Status = WordOf(report.Status),
        Checks = report.Entries.ToDictionary(
            entry => entry.Key, entry => new { Status = WordOf(entry.Value.Status), entry.Value.Description }),
    });

    private static string WordOf(HealthStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}
