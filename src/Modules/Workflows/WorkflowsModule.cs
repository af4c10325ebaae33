using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.BuildingBlocks.Infrastructure.Workers;
using ArtEngine.Workflows.Api;
using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Infrastructure.Files;
using ArtEngine.Workflows.Infrastructure.Persistence;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ArtEngine.Workflows;

public sealed class WorkflowsModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WorkflowOptions>()
            .BindConfiguration(WorkflowOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<WorkflowOptions>, WorkflowOptionsValidator>();
        services.AddOptions<RawGraphOptions>().BindConfiguration(RawGraphOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<WorkflowOptions>>().Value.ToLimits());
        services.AddModuleDatabase<WorkflowsDbContext>(configuration, WorkflowsDbContext.Name);
        services.AddSingleton<IKeptTemplates, EfKeptTemplates>();
        services.AddSingleton<TemplateLookup>();
        services.AddSingleton<EditorFiles>();
        services.AddClusterCommand<SweepTemplatesCommand>("templates");
        services.AddSingleton<FolderWorkflowCatalog>();
        AddStore(services, configuration);
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        WorkflowsEndpoints.Map(routes);
        WorkflowAdministrationEndpoints.Map(
            routes, routes.ServiceProvider.GetRequiredService<IOptions<WorkflowOptions>>().Value.MaxFileBytes);
    }

    private static void AddStore(IServiceCollection services, IConfiguration configuration)
    {
        if (!PostgresOptions.IsChosen(configuration))
        {
            services.AddSingleton<IWorkflowStore, FolderWorkflowStore>();
            services.AddSingleton<IWorkflowCatalog>(provider => new LiveCatalog(
                provider.GetRequiredService<FolderWorkflowCatalog>(), provider.GetRequiredService<INodeClasses>()));
            return;
        }

        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<DatabaseWorkflows>(
            provider, provider.GetRequiredService<FolderWorkflowCatalog>()));
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseWorkflows>());
        services.AddSingleton<IWorkflowStore>(provider => provider.GetRequiredService<DatabaseWorkflows>());
        services.AddSingleton<IWorkflowCatalog>(provider => new LiveCatalog(
            provider.GetRequiredService<DatabaseWorkflows>(), provider.GetRequiredService<INodeClasses>()));
    }
}
