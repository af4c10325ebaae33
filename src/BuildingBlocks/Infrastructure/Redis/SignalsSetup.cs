using ArtEngine.BuildingBlocks.Infrastructure.Signals;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.BuildingBlocks.Infrastructure.Redis;

internal static class WakeupsSetup
{
    public static void AddWakeups(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<InProcessWakeups>();
        if (RedisOptions.ConnectionString(configuration) is not { } connectionString)
        {
            services.AddSingleton<IWakeups>(provider => provider.GetRequiredService<InProcessWakeups>());
            services.AddSingleton(new Part("live board", "in process"));
            return;
        }

        services.AddSingleton(_ => new RedisConnection(connectionString));
        services.AddSingleton<IWakeups, RedisWakeups>();
        services.AddSingleton(provider => new Part("live board", $"Redis at {provider.GetRequiredService<RedisConnection>().Address}"));
        services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis");
    }
}
