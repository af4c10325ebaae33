using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.Workflows.Api;
using ArtEngine.Workflows.Application;
using ArtEngine.Workflows.Contracts;
using ArtEngine.Workflows.Infrastructure.Files;
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
        services.AddSingleton<FolderWorkflowCatalog>();
        services.AddSingleton<IWorkflowCatalog>(provider => new LiveCatalog(
            provider.GetRequiredService<FolderWorkflowCatalog>(), provider.GetRequiredService<INodeClasses>()));
    }

    public void MapEndpoints(IEndpointRouteBuilder routes) => WorkflowsEndpoints.Map(routes);
}
