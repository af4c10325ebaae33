using ArtEngine.BuildingBlocks;
using ArtEngine.BuildingBlocks.Infrastructure.Scheduling;
using ArtEngine.Generation.Application.Backends;
using ArtEngine.Generation.Application.Rendering;
using MediatR;
using Quartz;

namespace ArtEngine.Generation.Infrastructure.Rendering;

/// <summary>Only a place in the scheduler, so that one node drives each server; what is done is <see cref="RunLaneCommand"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class RunLaneJob(IMediator mediator) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var server = context.MergedJobDataMap.GetString(SchedulerSetup.Argument)!;
        try
        {
            await mediator.SendUntilStoppedAsync(new RunLaneCommand(server), cancellationToken);
        }
        catch (AppException exception) when (exception.Kind == ErrorKind.NotFound)
        {
            await mediator.Send(new EndLaneCommand(server), cancellationToken);
        }
    }
}
