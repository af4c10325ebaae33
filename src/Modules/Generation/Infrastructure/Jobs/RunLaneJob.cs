using ArtEngine.BuildingBlocks.Infrastructure.Scheduling;
using ArtEngine.Generation.Application;
using MediatR;
using Quartz;

namespace ArtEngine.Generation.Infrastructure.Jobs;

/// <summary>Only a place in the scheduler, so that one node drives each server; what is done is <see cref="RunLaneCommand"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class RunLaneJob(IMediator mediator) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        mediator.SendUntilStoppedAsync(new RunLaneCommand(context.MergedJobDataMap.GetString(SchedulerSetup.Argument)!), cancellationToken);
}
