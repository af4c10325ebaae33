using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.BuildingBlocks.Infrastructure.Signals;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.BuildingBlocks.Infrastructure.Redis;

internal static class SignalsSetup
{
    public static void AddSignals(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider => new InProcessSignals(provider.GetRequiredService<TimeProvider>())
        {
            // Nodes meet in PostgreSQL, and without Redis they do not hear each other.
            ReachEveryNode = !PostgresOptions.IsChosen(configuration),
        });
        if (RedisOptions.ConnectionString(configuration) is not { } connectionString)
        {
            services.AddSingleton<ISignals>(provider => provider.GetRequiredService<InProcessSignals>());
            services.AddSingleton(new ComponentInfo("progress", "in process"));
            return;
        }

        services.AddSingleton(_ => new RedisConnection(connectionString));
        services.AddSingleton<ISignals, RedisSignals>();
        services.AddSingleton(
            provider => new ComponentInfo("progress", $"Redis at {provider.GetRequiredService<RedisConnection>().Address}"));
        services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis");
    }
}
