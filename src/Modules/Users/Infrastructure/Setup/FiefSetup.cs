using ArtEngine.BuildingBlocks.Infrastructure;
using ArtEngine.BuildingBlocks.Infrastructure.Workers;
using ArtEngine.Users.Application;
using ArtEngine.Users.Infrastructure.Fief;
using ArtEngine.Users.Infrastructure.Persistence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ArtEngine.Users.Infrastructure.Setup;

/// <summary>What Fief tells of its users: webhooks, and with an Admin API key re-reads and reconciliation.</summary>
internal static class FiefSetup
{
    public static void AddFiefUsers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IValidateOptions<FiefOptions>, FiefOptionsValidator>();
        services.AddSingleton<IWebhookFormat>(
            provider => new FiefWebhooks(OptionsOf(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IUserDirectory>(provider => new FiefAdminApi(OptionsOf(provider)));
        services.AddSingleton(
            provider => new ReconciliationRules(OptionsOf(provider).ReconcileMaxErasures, OptionsOf(provider).ReconcileDryRun));
        services.AddSingleton<UserReconciler>();
        services.AddSingleton<IUserDirectorySync, EfUserDirectorySync>();
        services.AddSingleton<IPendingRefreshes, EfPendingRefreshes>();

        var options = configuration.GetSection(FiefOptions.Section).Get<FiefOptions>() ?? new();
        if (options.UsedWebhookSecrets.Count > 0)
        {
            services.AddSingleton(new ComponentInfo("webhooks", "from Fief, at /webhook/user"));
        }

        if (options.HasAdminApi)
        {
            services.AddSingleton(
                provider => new ComponentInfo("user directory", $"Fief's Admin API at {OptionsOf(provider).BaseAddress}"));
            services.AddClusterCommand<RefreshUsersCommand>("reread-users");
            services.AddClusterCommand<KeepReconcilingCommand>("reconcile-users");
        }
    }

    private static FiefOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<FiefOptions>>().Value;
}
