using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.BuildingBlocks.Infrastructure.Workers;
using ArtEngine.Generation.Contracts;
using ArtEngine.Telemetry.Api;
using ArtEngine.Telemetry.Application;
using ArtEngine.Telemetry.Application.Audit;
using ArtEngine.Telemetry.Application.Usage;
using ArtEngine.Telemetry.Infrastructure.Influx;
using ArtEngine.Telemetry.Infrastructure.Memory;
using ArtEngine.Telemetry.Infrastructure.Meters;
using ArtEngine.Telemetry.Infrastructure.Persistence;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.Telemetry;

/// <summary>Counts what the other modules tell.</summary>
public sealed class TelemetryModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleDatabase<TelemetryDbContext>(configuration, TelemetryDbContext.Name);
        services.AddSingleton<IUsageLedger, EfUsageLedger>();
        services.AddSingleton<UsageSums>();
        services.AddSingleton<IBatchedEventHandler<JobEnded>, AddUsage>();
        services.AddClusterCommand<SweepUsageCommand>("usage");
        services.AddSingleton<EfAuditLog>();
        services.AddSingleton<IAuditLog>(provider => provider.GetRequiredService<EfAuditLog>());
        services.AddSingleton<IAuditEntries>(provider => provider.GetRequiredService<EfAuditLog>());
        services.AddHostedService<ServiceMeter>();
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

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        MetricsEndpoints.Map(routes);
        UsageEndpoints.Map(routes);
        AuditEndpoints.Map(routes);
    }
}
