using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.Users.Api;
using ArtEngine.Users.Application;
using ArtEngine.Users.Infrastructure.Fief;
using ArtEngine.Users.Infrastructure.Persistence;
using ArtEngine.Users.Infrastructure.Setup;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ArtEngine.Users;

/// <summary>Who may use the service, and who they are.</summary>
public sealed class UsersModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleDatabase<UsersDbContext>(configuration, UsersDbContext.Name);
        services.AddOutbox<UsersDbContext>();
        services.AddSingleton<IUsers, EfUsers>();
        services.AddSingleton<ISignIns, EfSignIns>();
        services.AddSingleton<IApiKeys, EfApiKeys>();
        services.AddIdentity(configuration);
        services.AddFiefUsers(configuration);
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        AuthEndpoints.Map(routes);
        ApiKeyEndpoints.Map(routes);
        WebhookEndpoints.Map(routes, routes.ServiceProvider.GetRequiredService<IOptions<FiefOptions>>().Value.UsedWebhookSecrets.Count > 0);
    }
}
