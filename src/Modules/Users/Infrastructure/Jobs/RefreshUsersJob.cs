using ArtEngine.BuildingBlocks.Infrastructure.Scheduling;
using ArtEngine.Users.Application;
using MediatR;
using Quartz;

namespace ArtEngine.Users.Infrastructure.Jobs;

/// <summary>Only a place in the scheduler, so that one node re-reads; what is done is <see cref="RefreshUsersCommand"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class RefreshUsersJob(IMediator mediator) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        mediator.SendUntilStoppedAsync(new RefreshUsersCommand(), cancellationToken);
}
