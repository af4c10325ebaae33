using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace ArtEngine.BuildingBlocks.Infrastructure.Workers;

/// <summary>A worker's place in the scheduler, so that one node runs it; which worker it is, its data say.</summary>
[DisallowConcurrentExecution]
internal sealed class ClusterWorkerJob(IServiceProvider services, ClusterWorkerRunner runner, IHostApplicationLifetime lifetime) : IJob
{
    public const string Worker = "worker";

    /// <summary>Is in the data of jobs that versions up to 0.5.0 left in the store, one for each lane. Nobody needs them.</summary>
    private const string Lane = "argument";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (context.MergedJobDataMap.ContainsKey(Lane))
        {
            await context.Scheduler.DeleteJob(context.JobDetail.Key, cancellationToken);
            return;
        }

        // The scheduler cancels the runs that it knows when it stops, and then waits for all: one that begins meanwhile would never be
        // told. Nor need any of them last as long as a slow answer, which the scheduler's stop waits for.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        // The store keeps what settings or versions of other nodes asked for, or earlier ones of this.
        if (services.GetKeyedService<IClusterWorker>(context.MergedJobDataMap.GetString(Worker)!) is not { } worker)
        {
            await ClusterWorkerRunner.LeaveToOthersAsync(either.Token);
            return;
        }

        await runner.RunAsync(context.JobDetail.Key.Name, worker.RunAsync, either.Token);
    }
}
