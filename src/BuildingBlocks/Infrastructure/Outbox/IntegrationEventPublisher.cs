using System.Reflection;
using System.Text.Json;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ArtEngine.BuildingBlocks.Infrastructure.Outbox;

/// <summary>Hands a stored fact to every handler, each in a scope of its own so that one cannot spoil another.</summary>
internal sealed partial class IntegrationEventPublisher(
    IntegrationEventTypes types, IServiceScopeFactory scopes, ILogger<IntegrationEventPublisher> log)
{
    /// <returns>Whether every handler took it. If not, all get it again: they are idempotent.</returns>
    public async Task<bool> PublishAsync(string type, string payload, CancellationToken cancellationToken)
    {
        object fact;
        try
        {
            fact = JsonSerializer.Deserialize(payload, types.ByName(type))!;
        }
        catch (Exception exception) when (exception is InvalidOperationException or JsonException)
        {
            // Another version's, most likely: it waits for that one and holds up nobody.
            Unreadable(exception, type);
            return false;
        }

        var publish = typeof(IntegrationEventPublisher)
            .GetMethod(nameof(PublishToAllAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;
        return await (Task<bool>)publish.MakeGenericMethod(fact.GetType()).Invoke(this, [fact, cancellationToken])!;
    }

    private async Task<bool> PublishToAllAsync<TFact>(TFact fact, CancellationToken cancellationToken)
        where TFact : IIntegrationEvent
    {
        await using var scope = scopes.CreateAsyncScope();
        var taken = true;
        foreach (var handler in scope.ServiceProvider.GetServices<INotificationHandler<TFact>>())
        {
            try
            {
                await handler.Handle(fact, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                taken = false;
                HandlerFailed(exception, handler.GetType().Name, typeof(TFact).Name, fact.Id);
            }
        }

        return taken;
    }

    [LoggerMessage(LogLevel.Error, "A stored {Fact} cannot be read; it is tried again later")]
    private partial void Unreadable(Exception exception, string fact);

    [LoggerMessage(LogLevel.Error, "{Handler} failed on {Fact} {FactId}; it is delivered again later")]
    private partial void HandlerFailed(Exception exception, string handler, string fact, Guid factId);
}
