using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.BuildingBlocks.Infrastructure.Outbox;
using ArtEngine.BuildingBlocks.Infrastructure.Persistence;
using ArtEngine.Users.Api;
using ArtEngine.Users.Application;
using ArtEngine.Users.Domain;
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
    /// <summary>Draws an API key for the settings.</summary>
    /// <param name="name">What the operator calls it.</param>
    /// <returns>The key, which nothing keeps, and the hash that lets it in.</returns>
    public static (string Key, IReadOnlyList<string> Settings) NewKey(string name)
    {
        var key = ApiKey.Draw();
        return (key, [$"Identity__Keys__0__Name={name}", $"Identity__Keys__0__Hash={ApiKey.HashOf(key)}"]);
    }

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleDatabase<UsersDbContext>(configuration, UsersDbContext.Name);
        services.AddOutbox<UsersDbContext>();
        services.AddKeyRing(configuration);
        services.AddSingleton<IUsers, EfUsers>();
        services.AddSingleton<ISignIns, EfSignIns>();
        services.AddSingleton<IApiKeys, EfApiKeys>();
        services.AddSingleton<IUserAdministration, EfUserAdministration>();
        services.AddSingleton<UserSignIn>();
        services.AddSingleton<UserErasure>();
        services.AddSingleton<IPlans, EfPlans>();
        services.AddSingleton<IEndUsers, EfEndUsers>();
        services.AddSingleton<IComfyKeys, EfComfyKeys>();
        services.AddSingleton<PlanCache>();
        services.AddIdentity(configuration);
        services.AddFiefUsers(configuration);
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        AuthEndpoints.Map(routes);
        ApiKeyEndpoints.Map(routes);
        ComfyKeyEndpoints.Map(routes);
        if (routes.ServiceProvider.GetService<IDevelopmentTokens>() is not null)
        {
            DevelopmentEndpoints.Map(routes);
        }

        UserEndpoints.Map(routes);
        PlanEndpoints.Map(routes);
        EndUserEndpoints.Map(routes);
        WebhookEndpoints.Map(routes, routes.ServiceProvider.GetRequiredService<IOptions<FiefOptions>>().Value.UsedWebhookSecrets.Count > 0);
    }
}
