using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ArtEngine.BuildingBlocks.Infrastructure.Outbox;

/// <summary>Hands stored events to their handlers.</summary>
internal sealed partial class IntegrationEventPublisher(
    IntegrationEventTypes types, IServiceScopeFactory scopes, ILogger<IntegrationEventPublisher> log)
{
    private readonly ConcurrentDictionary<Type, EventHandlers> _handlers = new();

    /// <returns>The sequences of those that every handler took. All get the others again: they are idempotent.</returns>
    public async Task<IReadOnlySet<long>> PublishAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        var taken = new HashSet<long>();
        var away = new HashSet<Type>();
        var read = new List<(long Sequence, IIntegrationEvent Event)>(messages.Count);
        foreach (var message in messages)
        {
            if (Read(message) is not { } integrationEvent)
            {
                continue;
            }

            read.Add((message.Sequence, integrationEvent));
            if (await HandlersOf(integrationEvent.GetType()).HandleAsync(integrationEvent, away, cancellationToken))
            {
                taken.Add(message.Sequence);
            }
        }

        foreach (var alike in read.GroupBy(message => message.Event.GetType()))
        {
            var handlers = HandlersOf(alike.Key);
            if (await handlers.HandleAsync([.. alike.Select(message => message.Event)], away, cancellationToken))
            {
                continue;
            }

            // One that cannot be taken would keep those beside it back for ever, since all of them come again together.
            foreach (var (sequence, integrationEvent) in alike)
            {
                if (!await handlers.HandleAsync([integrationEvent], away, cancellationToken))
                {
                    taken.Remove(sequence);
                }
            }
        }

        return taken;
    }

    private IIntegrationEvent? Read(OutboxMessage message)
    {
        try
        {
            return (IIntegrationEvent)JsonSerializer.Deserialize(message.Payload, types.ByName(message.Type))!;
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException)
        {
            // Another version's, most likely: it waits for that one and holds up nobody.
            Unreadable(exception, message.Type);
            return null;
        }
    }

    private EventHandlers HandlersOf(Type eventType) => _handlers.GetOrAdd(
        eventType, type => (EventHandlers)Activator.CreateInstance(typeof(TypedEventHandlers<>).MakeGenericType(type), scopes, log)!);

    [LoggerMessage(LogLevel.Error, "A stored {EventName} cannot be read; it is tried again later")]
    private partial void Unreadable(Exception exception, string eventName);
}
