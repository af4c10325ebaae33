using ArtEngine.BuildingBlocks.Infrastructure.Scheduling;
using ArtEngine.Generation.Application.Jobs;
using MediatR;
using Quartz;

namespace ArtEngine.Generation.Infrastructure.Jobs;

/// <summary>Only a place in the scheduler; what is done is <see cref="ExpireJobsCommand"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class ExpireJobsJob(IMediator mediator) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        mediator.SendUntilStoppedAsync(new ExpireJobsCommand(), cancellationToken);
}
