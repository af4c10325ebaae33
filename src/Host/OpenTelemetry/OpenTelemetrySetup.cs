using ArtEngine.BuildingBlocks.Infrastructure;

namespace ArtEngine.Host.OpenTelemetry;

internal static class OpenTelemetrySetup
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Traces and metrics go to the collector that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names; nowhere when it is not set.</summary>
    public static void AddOpenTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[Endpoint] is { Length: > 0 } endpoint)
        {
            services.AddHostedService<Exporters>();
            services.AddSingleton(new ComponentInfo("traces", $"OTLP to {endpoint}"));
        }
    }
}
