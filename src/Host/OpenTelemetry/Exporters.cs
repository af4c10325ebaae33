using global::OpenTelemetry;
using global::OpenTelemetry.Exporter;
using global::OpenTelemetry.Metrics;
using global::OpenTelemetry.Resources;
using global::OpenTelemetry.Trace;

namespace ArtEngine.Host.OpenTelemetry;

/// <summary>
/// Sends traces and metrics over OTLP while the service runs. Where to and how is told by the variables that
/// OpenTelemetry itself names, <c>OTEL_EXPORTER_OTLP_*</c>.
/// </summary>
internal sealed class Exporters(IConfiguration configuration) : IHostedService, IDisposable
{
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "Quartz", "ArtEngine"];

    private static readonly string[] Meters =
        ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "Npgsql", "ArtEngine"];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The configuration, because else only the environment itself would be read, not .env.
        _traces = Sdk.CreateTracerProviderBuilder().ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Name).AddSource(Sources).AddOtlpExporter(FollowNoRedirects).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Name).AddMeter(Meters).AddOtlpExporter(FollowNoRedirects).Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Sends what is left; the container disposes of it after everything that traces has stopped.
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    /// <summary>A redirect would carry the headers, which may hold a key, to another place.</summary>
    private static void FollowNoRedirects(OtlpExporterOptions options) => options.HttpClientFactory = () =>
        new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMilliseconds(options.TimeoutMilliseconds) };

    private static void Name(ResourceBuilder resource) => resource.AddService("art-engine");
}
