using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ArtEngine.BuildingBlocks.Infrastructure.Outbox;

/// <summary>Each delivery has a scope of its own, so that one cannot spoil another.</summary>
internal sealed class TypedEventHandlers<TEvent>(IServiceScopeFactory scopes, ILogger log) : EventHandlers(log)
    where TEvent : IIntegrationEvent
{
    public override async Task<bool> HandleAsync(IIntegrationEvent integrationEvent, ISet<Type> away, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var taken = true;
        foreach (var handler in scope.ServiceProvider.GetServices<INotificationHandler<TEvent>>())
        {
            taken &= await TryAsync(
                handler, integrationEvent, away, () => handler.Handle((TEvent)integrationEvent, cancellationToken), cancellationToken);
        }

        return taken;
    }

    public override async Task<bool> HandleAsync(
        IReadOnlyList<IIntegrationEvent> integrationEvents, ISet<Type> away, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var taken = true;
        TEvent[] events = [.. integrationEvents.Cast<TEvent>()];
        foreach (var handler in scope.ServiceProvider.GetServices<IBatchedEventHandler<TEvent>>())
        {
            taken &= await TryAsync(handler, events[0], away, () => handler.HandleAsync(events, cancellationToken), cancellationToken);
        }

        return taken;
    }
}
