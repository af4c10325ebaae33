using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.Telemetry.Application;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ArtEngine.Telemetry.Infrastructure.Influx;

internal static class InfluxSetup
{
    public static void AddInflux(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<InfluxOptions>, InfluxOptionsValidator>();
        services.AddOptions<InfluxOptions>().BindConfiguration(InfluxOptions.Section).ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<InfluxOptions>>().Value);
        services.AddSingleton<PointBuffer>();
        services.AddSingleton<InfluxClient>();
        services.AddSingleton<InfluxMetrics>();
        services.AddSingleton<IMetricSink>(provider => provider.GetRequiredService<InfluxMetrics>());
        services.AddSingleton<ISampleSink>(provider => provider.GetRequiredService<InfluxMetrics>());
        // Stopped in the opposite order: the writer last, after everybody who has something to say.
        services.AddSingleton<InfluxWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<InfluxWriter>());
        services.AddHostedService<QueueSampler>();
        services.AddHostedService<BackendSampler>();
        services.AddHostedService<RequestSampler>();
        services.AddHealthChecks().AddCheck<InfluxHealthCheck>("metrics");
        services.AddSingleton(provider => ComponentOf(provider.GetRequiredService<InfluxOptions>()));
    }

    private static ComponentInfo ComponentOf(InfluxOptions options) =>
        new("metrics", $"in memory, and InfluxDB at {options.Url.TrimEnd('/')}, bucket {options.Bucket}");
}
