using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.Users.Api;
using ArtEngine.Users.Application;
using ArtEngine.Users.Infrastructure.Identity;
using ArtEngine.Users.Infrastructure.Persistence;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

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
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        AuthEndpoints.Map(routes);
        ApiKeyEndpoints.Map(routes);
    }
}
