using Microsoft.Extensions.DependencyInjection;
using Quartz;

namespace ArtEngine.BuildingBlocks.Infrastructure.Workers;

/// <summary>A worker's place in the scheduler, so that one node runs it; which worker it is, its data say.</summary>
[DisallowConcurrentExecution]
internal sealed class ClusterWorkerJob(IServiceProvider services, ClusterWorkerRunner runner) : IJob
{
    public const string Worker = "worker";
    public const string Argument = "argument";

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var (name, argument) = (context.MergedJobDataMap.GetString(Worker)!, context.MergedJobDataMap.GetString(Argument) ?? "");
        var worker = services.GetRequiredKeyedService<IClusterWorker>(name);
        return runner.RunAsync(context.JobDetail.Key.Name, token => worker.RunAsync(argument, token), cancellationToken);
    }
}
