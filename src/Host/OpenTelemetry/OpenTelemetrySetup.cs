using System.Diagnostics;
using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using global::OpenTelemetry.Exporter;
using global::OpenTelemetry.Metrics;
using global::OpenTelemetry.Resources;
using global::OpenTelemetry.Trace;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ArtEngine.Host.OpenTelemetry;

internal static class OpenTelemetrySetup
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Traces and metrics go to the collector that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names, in the way that the variables
    /// <c>OTEL_*</c> tell; nowhere when it is not set.
    /// </summary>
    public static void AddTracesAndMetrics(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PrometheusOptions>().BindConfiguration(PrometheusOptions.Section);
        if (PrometheusOptions.Of(configuration).Enabled)
        {
            services.AddOpenTelemetry().WithMetrics(metrics => AddMeters(metrics).AddPrometheusExporter());
        }

        if (configuration[Endpoint] is { Length: > 0 } endpoint)
        {
            services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("art-engine"))
                .WithTracing(AddSpans).WithMetrics(metrics => AddMeters(metrics).AddOtlpExporter(FollowNoRedirects));
            services.AddSingleton(new ComponentInfo("traces", $"OTLP to {endpoint}"));
        }
    }

    /// <summary>For Prometheus, where it is switched on.</summary>
    public static void MapPrometheus(this IEndpointRouteBuilder routes)
    {
        var options = routes.ServiceProvider.GetRequiredService<IOptions<PrometheusOptions>>().Value;
        if (!options.Enabled)
        {
            return;
        }

        var metrics = routes.MapPrometheusScrapingEndpoint("/metrics").ExcludeFromDescription();
        _ = options.Anonymous ? metrics.AllowAnonymous() : metrics.RequirePermission(Permission.Admin);
    }

    /// <summary>
    /// Without those of Quartz: its jobs that drive servers and deliver events run for as long as the host, and each of their looks
    /// at the queue would be part of one endless trace.
    /// </summary>
    private static void AddSpans(TracerProviderBuilder traces) => traces
        .AddSource("ArtEngine")
        .AddAspNetCoreInstrumentation(requests => requests.EnrichWithHttpRequest = HideKeys)
        .AddHttpClientInstrumentation()
        .AddNpgsql()
        .AddProcessor<DropLoneCalls>()
        .AddOtlpExporter(FollowNoRedirects);

    /// <summary>Where an API key stands in the path, it stands in no trace.</summary>
    private static void HideKeys(Activity span, HttpRequest request)
    {
        const string Keys = "/comfy/key/";
        if (request.Path.Value is { } path && path.StartsWith(Keys, StringComparison.OrdinalIgnoreCase))
        {
            span.SetTag("url.path", $"{Keys}...");
        }
    }

    private static MeterProviderBuilder AddMeters(MeterProviderBuilder metrics) => metrics
        .AddMeter("Npgsql", "ArtEngine")
        .AddAspNetCoreInstrumentation()
        .AddHttpClientInstrumentation()
        .AddRuntimeInstrumentation();

    /// <summary>A redirect would carry the headers, which may hold a key, to another place.</summary>
    private static void FollowNoRedirects(OtlpExporterOptions options) => options.HttpClientFactory = () =>
        new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = TimeSpan.FromMilliseconds(options.TimeoutMilliseconds),
        };
}
