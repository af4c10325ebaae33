using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.Telemetry.Api;
using ArtEngine.Telemetry.Application;
using ArtEngine.Telemetry.Infrastructure.Influx;
using ArtEngine.Telemetry.Infrastructure.Memory;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.Telemetry;

/// <summary>Counts what the other modules tell.</summary>
public sealed class TelemetryModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<MemoryMetrics>();
        services.AddSingleton<IMetricSummary>(provider => provider.GetRequiredService<MemoryMetrics>());
        if (InfluxOptions.IsChosen(configuration))
        {
            services.AddInflux();
            return;
        }

        services.AddSingleton<IMetricSink>(provider => provider.GetRequiredService<MemoryMetrics>());
        services.AddSingleton(new ComponentInfo("metrics", "in memory"));
    }

    public void MapEndpoints(IEndpointRouteBuilder routes) => MetricsEndpoints.Map(routes);
}
