using ArtEngine.BuildingBlocks;
using ArtEngine.Users.Application;
using MediatR;
using Quartz;

namespace ArtEngine.Users.Infrastructure.Jobs;

/// <summary>Only a place in the scheduler, so that one node reconciles; what is done is <see cref="KeepReconcilingCommand"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class ReconcileUsersJob(IMediator mediator) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            await mediator.Send(new KeepReconcilingCommand(), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops; the next run goes on.
        }
        catch (AppException exception) when (exception.Kind == ErrorKind.NotFound)
        {
            // The scheduler's store remembers a key that has left the settings since.
            throw new JobExecutionException(exception) { UnscheduleAllTriggers = true };
        }
    }
}
