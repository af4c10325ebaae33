using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ArtEngine.BuildingBlocks.Infrastructure.Outbox;

/// <summary>Hands a stored event to every handler, each in a scope of its own so that one cannot spoil another.</summary>
internal sealed partial class IntegrationEventPublisher(
    IntegrationEventTypes types, IServiceScopeFactory scopes, ILogger<IntegrationEventPublisher> log)
{
    private delegate Task<bool> Publish(object integrationEvent, CancellationToken cancellationToken);

    private readonly ConcurrentDictionary<Type, Publish> _publishers = new();

    /// <returns>Whether every handler took it. If not, all get it again: they are idempotent.</returns>
    public async Task<bool> PublishAsync(string type, string payload, CancellationToken cancellationToken)
    {
        object integrationEvent;
        try
        {
            integrationEvent = JsonSerializer.Deserialize(payload, types.ByName(type))!;
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException)
        {
            // Another version's, most likely: it waits for that one and holds up nobody.
            Unreadable(exception, type);
            return false;
        }

        return await _publishers.GetOrAdd(integrationEvent.GetType(), PublisherOf)(integrationEvent, cancellationToken);
    }

    private Publish PublisherOf(Type eventType) => typeof(IntegrationEventPublisher)
        .GetMethod(nameof(PublishBoxedAsync), BindingFlags.Instance | BindingFlags.NonPublic)!
        .MakeGenericMethod(eventType).CreateDelegate<Publish>(this);

    private Task<bool> PublishBoxedAsync<TEvent>(object integrationEvent, CancellationToken cancellationToken)
        where TEvent : IIntegrationEvent => PublishToAllAsync((TEvent)integrationEvent, cancellationToken);

    private async Task<bool> PublishToAllAsync<TEvent>(TEvent integrationEvent, CancellationToken cancellationToken)
        where TEvent : IIntegrationEvent
    {
        await using var scope = scopes.CreateAsyncScope();
        var taken = true;
        foreach (var handler in scope.ServiceProvider.GetServices<INotificationHandler<TEvent>>())
        {
            try
            {
                await handler.Handle(integrationEvent, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                taken = false;
                HandlerFailed(exception, handler.GetType().Name, typeof(TEvent).Name, integrationEvent.Id);
            }
        }

        return taken;
    }

    [LoggerMessage(LogLevel.Error, "A stored {EventName} cannot be read; it is tried again later")]
    private partial void Unreadable(Exception exception, string eventName);

    [LoggerMessage(LogLevel.Error, "{Handler} failed on {EventName} {EventId}; it is delivered again later")]
    private partial void HandlerFailed(Exception exception, string handler, string eventName, Guid eventId);
}
