using ArtEngine.BuildingBlocks.Infrastructure.Scheduling;
using ArtEngine.Generation.Application.Library;
using MediatR;
using Quartz;

namespace ArtEngine.Generation.Infrastructure.Library;

/// <summary>Only a place in the scheduler; what is done is <see cref="SweepLeftoversCommand"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class SweepLeftoversJob(IMediator mediator) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        mediator.SendUntilStoppedAsync(new SweepLeftoversCommand(), cancellationToken);
}
