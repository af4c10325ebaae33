using ArtEngine.Generation.Application;
using MediatR;
using Quartz;

namespace ArtEngine.Generation.Infrastructure.Jobs;

/// <summary>Only a place in the scheduler, so that one node erases; what is done is <see cref="RunErasuresCommand"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class RunErasuresJob(IMediator mediator) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            await mediator.Send(new RunErasuresCommand(), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops; the next run goes on.
        }
    }
}
