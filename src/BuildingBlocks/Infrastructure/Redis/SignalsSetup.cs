using ArtEngine.BuildingBlocks.Infrastructure.Signals;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.BuildingBlocks.Infrastructure.Redis;

internal static class SignalsSetup
{
    public static void AddSignals(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<InProcessSignals>();
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
