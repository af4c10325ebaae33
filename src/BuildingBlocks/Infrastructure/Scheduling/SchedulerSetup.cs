using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using ArtEngine.BuildingBlocks.Infrastructure.Workers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace ArtEngine.BuildingBlocks.Infrastructure.Scheduling;

/// <summary>Quartz, in memory or clustered in PostgreSQL.</summary>
internal static class SchedulerSetup
{
    public static void AddScheduler(this IServiceCollection services, IConfiguration configuration)
    {
        var clock = new ClusterClock(TimeProvider.System);
        services.AddSingleton(clock);
        services.AddSingleton<ClusterWorkerRunner>();
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "art-engine";
                scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
            });
            quartz.UseTimeProvider(clock);
            UseStore(quartz, configuration);
            quartz.UseDefaultThreadPool(MaxRuns);
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
    }

    private static void UseStore(IQuartzBuilder quartz, IConfiguration configuration)
    {
        if (!PostgresOptions.IsChosen(configuration))
        {
            quartz.UseInMemoryStore();
            return;
        }

        quartz.ConfigureScheduler(scheduler => scheduler.GenerateInstanceId = true);
        quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(PostgresOptions.ConnectionString(configuration, StartupLock.SchedulerSchema));
            store.ProvisionSchema();
            store.ConfigureStore(options => options.DbRetryInterval = RestartDelay);
            // A dead node is missed after two seconds at most; with the defaults it would take 24 s.
            store.UseClustering(cluster => (cluster.CheckinInterval, cluster.CheckinMisfireThreshold) = (CheckIn, MissedAfter));
        });
    }

    /// <summary>Every worker has a run that lasts as long as the host. This is more than there are workers.</summary>
    private const int MaxRuns = 100;

    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CheckIn = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan MissedAfter = TimeSpan.FromSeconds(1);
}
