using Microsoft.Extensions.DependencyInjection;

namespace ArtEngine.BuildingBlocks.Infrastructure.WebSockets;

/// <summary>How a module gets WebSockets on which only the service has something to say.</summary>
public static class WebSocketSetup
{
    /// <param name="services">The host's services.</param>
    /// <param name="patience">How long a client may leave a message or a ping without an answer before it is dropped.</param>
    public static void AddWebSocketSender(this IServiceCollection services, Func<IServiceProvider, TimeSpan> patience)
    {
        services.AddSingleton(provider => new WebSocketConnections(patience(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<WebSocketConnections>());
        services.AddSingleton<WebSocketSender>();
    }
}
