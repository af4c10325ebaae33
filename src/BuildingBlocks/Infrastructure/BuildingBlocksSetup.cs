using System.Reflection;
using ArtEngine.BuildingBlocks.Infrastructure.Configuration;
using ArtEngine.BuildingBlocks.Infrastructure.Http;
using ArtEngine.BuildingBlocks.Infrastructure.Mediation;
using ArtEngine.BuildingBlocks.Infrastructure.Memory;
using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.BuildingBlocks.Infrastructure.Redis;
using ArtEngine.BuildingBlocks.Infrastructure.Scheduling;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ArtEngine.BuildingBlocks.Infrastructure;

/// <summary>What every module stands on.</summary>
public static class BuildingBlocksSetup
{
    /// <summary>Registers mediator, scheduler, outbox delivery, problem details, JSON conventions and the clock.</summary>
    public static void AddBuildingBlocks(this IServiceCollection services, IConfiguration configuration, IReadOnlyList<Assembly> modules)
    {
        services.TryAddSingleton(TimeProvider.System);
        DataOptions.AddTo(services);
        services.AddMediator(modules);
        services.AddHttpConventions();
        services.AddCrossOrigin();
        services.AddTrustedProxies();
        services.AddSingleton<PublicAddress>();
        services.AddHostedService(provider => provider.GetRequiredService<PublicAddress>());
        services.AddSignals(configuration);
        AddDatabase(services, configuration);
        services.AddScheduler(configuration);
        services.AddHostedService<ReturnMemory>();
        services.AddSingleton(new IntegrationEventTypes(modules.SelectMany(WithContracts).Distinct()));
        services.AddSingleton<IntegrationEventPublisher>();
    }

    private static void AddDatabase(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IDatabaseFaults, DatabaseFaults>();
        services.AddOptions<PostgresOptions>().BindConfiguration(PostgresOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        if (PostgresOptions.IsChosen(configuration))
        {
            services.AddHostedService<StartupLock>();
            services.AddHostedService<KeepClusterClock>();
            services.AddSingleton(new ComponentInfo("database", $"PostgreSQL at {PostgresOptions.AddressOf(configuration)}"));
            services.AddSingleton(new ComponentInfo("scheduler", "Quartz, clustered in PostgreSQL"));
        }
        else
        {
            services.AddHostedService<DataDirectoryLock>();
            services.AddSingleton(
                provider => new ComponentInfo("database", $"SQLite in {provider.GetRequiredService<DataOptions>().DataDirectory}"));
            services.AddSingleton(new ComponentInfo("scheduler", "Quartz, in memory"));
        }
    }

    /// <summary>Puts the shared parts of the request pipeline in place; call it first.</summary>
    public static void UseBuildingBlocks(this IApplicationBuilder app)
    {
        app.UseTrustedProxies();
        app.Use(PrivateAnswers.EnsureAsync);
        app.UseProblemDetails();
        app.Use(StorableRequest.EnsureAsync);
    }

    /// <summary>Refuses WebSockets of pages that may not call the service; call it after <c>UseWebSockets</c>.</summary>
    public static void UseSocketOrigins(this IApplicationBuilder app) => app.Use(CrossOriginSetup.EnsureSocketOriginAsync);

    private static IEnumerable<Assembly> WithContracts(Assembly module) => module.GetReferencedAssemblies()
        .Where(name => name.Name!.EndsWith(".Contracts", StringComparison.Ordinal) &&
            name.Name.StartsWith("ArtEngine.", StringComparison.Ordinal))
        .Select(Assembly.Load).Append(module);
}
