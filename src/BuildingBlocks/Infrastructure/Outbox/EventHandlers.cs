using Microsoft.Extensions.Logging;

namespace ArtEngine.BuildingBlocks.Infrastructure.Outbox;

/// <summary>All handlers of one type of event, which is known at run time only.</summary>
internal abstract partial class EventHandlers(ILogger log)
{
    /// <returns>Whether every handler of single events took it.</returns>
    public abstract Task<bool> HandleAsync(IIntegrationEvent integrationEvent, CancellationToken cancellationToken);

    /// <returns>Whether every handler of several events took them.</returns>
    public abstract Task<bool> HandleAsync(IReadOnlyList<IIntegrationEvent> integrationEvents, CancellationToken cancellationToken);

    /// <summary>What one handler throws keeps no other from the event.</summary>
    protected async Task<bool> TryAsync(object handler, IIntegrationEvent first, Func<Task> handle, CancellationToken cancellationToken)
    {
        try
        {
            await handle();
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            HandlerFailed(exception, handler.GetType().Name, first.GetType().Name, first.Id);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "{Handler} failed on {EventName} {EventId}; it is delivered again later")]
    private partial void HandlerFailed(Exception exception, string handler, string eventName, Guid eventId);
}
