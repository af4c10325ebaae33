using ArtEngine.BuildingBlocks.Infrastructure.Scheduling;
using ArtEngine.Generation.Application.Erasure;
using MediatR;
using Quartz;

namespace ArtEngine.Generation.Infrastructure.Erasure;

/// <summary>Only a place in the scheduler, so that one node erases; what is done is <see cref="RunErasuresCommand"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class RunErasuresJob(IMediator mediator) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        mediator.SendUntilStoppedAsync(new RunErasuresCommand(), cancellationToken);
}
