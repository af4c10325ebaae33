using ArtEngine.Generation.Application;
using MediatR;
using Quartz;

namespace ArtEngine.Generation.Infrastructure.Jobs;

/// <summary>Only a place in the scheduler; what is done is <see cref="SweepUploadsCommand"/>.</summary>
[DisallowConcurrentExecution]
internal sealed class SweepUploadsJob(IMediator mediator) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            await mediator.Send(new SweepUploadsCommand(), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
