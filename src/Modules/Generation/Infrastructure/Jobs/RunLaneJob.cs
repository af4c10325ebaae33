using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Scheduling;
using ArtEngine.Generation.Application;
using MediatR;
using Quartz;

namespace ArtEngine.Generation.Infrastructure.Jobs;

/// <summary>Only a place in the scheduler, so that one node drives each server; what is done is <see cref="RunLaneCommand"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class RunLaneJob(IMediator mediator) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            await mediator.Send(new RunLaneCommand(context.MergedJobDataMap.GetString(SchedulerSetup.Argument)!), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops. What is open at the server goes on and is taken up again by the next run.
        }
        catch (AppException exception) when (exception.Kind == ErrorKind.NotFound)
        {
            // The server was removed.
            throw new JobExecutionException(exception) { UnscheduleAllTriggers = true };
        }
    }
}
