using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace ArtEngine.BuildingBlocks.Infrastructure.Workers;

/// <summary>How modules have something run for ever, on one node of the cluster.</summary>
public static class ClusterWorkerSetup
{
    /// <summary>How soon a run is started again that ended, or whose node died.</summary>
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(1);

    /// <summary>Keeps a command running whose handler ends only when it is canceled.</summary>
    public static void AddClusterCommand<TCommand>(this IServiceCollection services, string name)
        where TCommand : IRequest, new() =>
        services.AddClusterWorker<CommandWorker<TCommand>>(name);

    /// <summary>Keeps one run of the worker alive: started with the host, and again when it ended or its node died.</summary>
    public static void AddClusterWorker<TWorker>(this IServiceCollection services, string name)
        where TWorker : class, IClusterWorker
    {
        services.AddKeyedTransient<IClusterWorker, TWorker>(name);
        services.AddQuartz(quartz =>
        {
            var key = new JobKey(name);
            quartz.AddJob<ClusterWorkerJob>(job =>
                job.WithIdentity(key).StoreDurably().RequestRecovery().UsingJobData(ClusterWorkerJob.Worker, name));
            quartz.AddTrigger(trigger => trigger.WithIdentity(name).ForJob(key).StartNow().WithSimpleSchedule(RestartDelay));
        });
    }
}
