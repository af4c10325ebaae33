using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
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
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<WorkflowOptions>>().Value.ToLimits());
        services.AddModuleDatabase<WorkflowsDbContext>(configuration, WorkflowsDbContext.Name);
        services.AddSingleton<IKeptTemplates, EfKeptTemplates>();
        services.AddSingleton<TemplateLookup>();
        services.AddClusterCommand<SweepTemplatesCommand>("templates");
        services.AddSingleton<FolderWorkflowCatalog>();
        services.AddSingleton<IWorkflowCatalog>(provider => new LiveCatalog(
            provider.GetRequiredService<FolderWorkflowCatalog>(), provider.GetRequiredService<INodeClasses>()));
    }

    public void MapEndpoints(IEndpointRouteBuilder routes) => WorkflowsEndpoints.Map(routes);
}
