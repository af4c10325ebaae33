using ArtEngine.BuildingBlocks.Infrastructure.Scheduling;
using ArtEngine.Generation.Application.Jobs;
using MediatR;
using Quartz;

namespace ArtEngine.Generation.Infrastructure.Jobs;

/// <summary>Only a place in the scheduler; what is done is <see cref="SweepQueueCommand"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class SweepQueueJob(IMediator mediator) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        mediator.SendUntilStoppedAsync(new SweepQueueCommand(), cancellationToken);
}
