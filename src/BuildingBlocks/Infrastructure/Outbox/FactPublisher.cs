using System.Reflection;
using System.Text.Json;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ArtEngine.BuildingBlocks.Infrastructure.Outbox;

/// <summary>Hands a stored fact to every handler, each in a scope of its own so that one cannot spoil another.</summary>
internal sealed partial class FactPublisher(FactTypes types, IServiceScopeFactory scopes, ILogger<FactPublisher> log)
{
    /// <returns>Whether every handler took it. If not, all get it again: they are idempotent.</returns>
    public Task<bool> PublishAsync(string type, string payload, CancellationToken cancellationToken)
    {
        var fact = JsonSerializer.Deserialize(payload, types.ByName(type))!;
        var publish = typeof(FactPublisher).GetMethod(nameof(PublishToAllAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;
        return (Task<bool>)publish.MakeGenericMethod(fact.GetType()).Invoke(this, [fact, cancellationToken])!;
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

    [LoggerMessage(LogLevel.Error, "{Handler} failed on {Fact} {FactId}; it is delivered again later")]
    private partial void HandlerFailed(Exception exception, string handler, string fact, Guid factId);
}
