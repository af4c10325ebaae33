using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using MediatR;
using Quartz;

namespace ArtEngine.BuildingBlocks.Infrastructure.Scheduling;

/// <summary>How a job that is kept running sends its command.</summary>
public static class LongCommand
{
    /// <summary>Sends a command that ends when the host stops. When the database is away no stack trace is logged each time.</summary>
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
        catch (Exception exception) when (DatabaseAway.IsReasonOf(exception))
        {
            throw new JobExecutionException($"The database is away: {exception.Message}");
        }
    }
}
