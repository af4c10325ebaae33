using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace ArtEngine.Bench.Hostile;

/// <summary>Passes a client's events on, but drops, doubles and delays some, and cuts the socket now and then.</summary>
internal static class HostileSocket
{
    public static async Task RelayAsync(HttpContext context, Uri server, FaultPlan plan)
    {
        using var far = new ClientWebSocket();
        var address = new UriBuilder(new Uri(server, "ws")) { Scheme = Uri.UriSchemeWs, Query = context.Request.QueryString.Value };
        await far.ConnectAsync(address.Uri, context.RequestAborted);
        using var near = await context.WebSockets.AcceptWebSocketAsync();
        try
        {
            await await Task.WhenAny(
                CopyAsync(near, far, FaultPlan.None, context.RequestAborted),
                CopyAsync(far, near, plan, context.RequestAborted));
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // One side is gone.
        }

        context.Abort();
    }

    private static async Task CopyAsync(WebSocket from, WebSocket to, FaultPlan plan, CancellationToken cancellationToken)
    {
        Message? delayed = null;
        while (await ReadAsync(from, cancellationToken) is { } message)
        {
            var (fate, isCut) = (plan.Draw() / plan.Rates.At(Routes.Socket), plan.Draw() < plan.Rates.At(Routes.Socket) / 50);
            if (isCut)
            {
                return;
            }

            var isDelayed = fate is >= 0.6 and < 1 && delayed is null;
            Message?[] now = isDelayed || fate < 0.3 ? [] : fate < 0.6 ? [message, message] : [message, delayed];
            delayed = isDelayed ? message : fate < 0.6 ? delayed : null;
            foreach (var one in now.OfType<Message>())
            {
                await to.SendAsync(one.Bytes, one.Type, endOfMessage: true, cancellationToken);
            }
        }
    }

    private static async Task<Message?> ReadAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            bytes.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return part.MessageType == WebSocketMessageType.Close ? null : new(part.MessageType, bytes.ToArray());
    }

    private sealed record Message(WebSocketMessageType Type, byte[] Bytes);
}
