using ArtEngine.BuildingBlocks.Infrastructure.Postgres;
using Microsoft.Extensions.Logging;

namespace ArtEngine.BuildingBlocks.Infrastructure.Outbox;

/// <summary>All handlers of one type of event, which is known at run time only.</summary>
internal abstract partial class EventHandlers(ILogger log)
{
    /// <param name="integrationEvent">The event.</param>
    /// <param name="away">The handlers whose database does not answer.</param>
    /// <param name="cancellationToken">The worker ends.</param>
    /// <returns>Whether every handler of single events took it.</returns>
    public abstract Task<bool> HandleAsync(IIntegrationEvent integrationEvent, ISet<Type> away, CancellationToken cancellationToken);

    /// <param name="integrationEvents">The events.</param>
    /// <param name="away">The handlers whose database does not answer.</param>
    /// <param name="cancellationToken">The worker ends.</param>
    /// <returns>Whether every handler of several events took them.</returns>
    public abstract Task<bool> HandleAsync(
        IReadOnlyList<IIntegrationEvent> integrationEvents, ISet<Type> away, CancellationToken cancellationToken);

    /// <summary>
    /// What one handler throws keeps no other from the event. One whose database did not answer is not asked again while the events at
    /// hand are delivered: each time might take as long, and other events wait behind.
    /// </summary>
    protected async Task<bool> TryAsync(
        object handler, IIntegrationEvent first, ISet<Type> away, Func<Task> handle, CancellationToken cancellationToken)
    {
        if (away.Contains(handler.GetType()))
        {
            return false;
        }

        try
        {
            await handle();
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            HandlerFailed(exception, handler.GetType().Name, first.GetType().Name, first.Id);
            if (TransientDatabaseErrors.IsReasonOf(exception) && !TransientDatabaseErrors.IsContention(exception))
            {
                away.Add(handler.GetType());
            }

            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "{Handler} failed on {EventName} {EventId}; it is delivered again later")]
    private partial void HandlerFailed(Exception exception, string handler, string eventName, Guid eventId);
}
