using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace ArtEngine.BuildingBlocks.Infrastructure.WebSockets;

/// <summary>The WebSockets of this node's listeners. One clock looks after all of them.</summary>
public sealed class WebSocketConnections(TimeSpan patience, TimeProvider clock) : BackgroundService
{
    private readonly ConcurrentDictionary<WebSocketConnection, byte> _listeners = new();

    /// <summary>Accepts the caller's WebSocket; it is looked after until it is let go.</summary>
    public async Task<WebSocketConnection> AcceptAsync(HttpContext context)
    {
        var listener = new WebSocketConnection(await Handshake.AcceptAsync(context), context.Abort, patience, clock);
        _listeners[listener] = 0;
        return listener;
    }

    public void Remove(WebSocketConnection listener)
    {
        _listeners.TryRemove(listener, out _);
        listener.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(patience / 4, clock);
        var sending = new List<Task>();
        while (await ticks.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var (listener, _) in _listeners)
            {
                var care = CareAsync(listener, stoppingToken);
                if (!care.IsCompleted)
                {
                    sending.Add(care);
                }
            }

            await Task.WhenAll(sending);
            sending.Clear();
        }
    }

    private static async Task CareAsync(WebSocketConnection listener, CancellationToken stoppingToken)
    {
        try
        {
            await listener.CareAsync(stoppingToken);
        }
        catch
        {
            // It left meanwhile, which whoever reads from it notices. Whatever it is, the others are looked after.
        }
    }
}
