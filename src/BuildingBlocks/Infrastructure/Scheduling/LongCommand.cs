using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using MediatR;
using Quartz;

namespace ArtEngine.BuildingBlocks.Infrastructure.Scheduling;

/// <summary>How a job that is kept running sends its command.</summary>
public static class LongCommand
{
    /// <summary>
    /// Sends a command that ends when the host stops. What it works on may be gone for good (<see cref="ErrorKind.NotFound"/>):
    /// then the job is not started again. When the database is away it is, without a stack trace each time.
    /// </summary>
    public static async ValueTask SendUntilStoppedAsync(this IMediator mediator, IRequest command, CancellationToken cancellationToken)
    {
        try
        {
            await mediator.Send(command, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The next run goes on.
        }
        catch (AppException exception) when (exception.Kind == ErrorKind.NotFound)
        {
            throw new JobExecutionException(exception) { UnscheduleAllTriggers = true };
        }
        catch (Exception exception) when (DatabaseAway.IsReasonOf(exception))
        {
            throw new JobExecutionException($"The database is away: {exception.Message}");
        }
    }
}
