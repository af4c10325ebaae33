using ArtEngine.ComfySimulator.Events;

namespace ArtEngine.ComfySimulator.Protocol;

/// <summary>The door to the events.</summary>
internal sealed class SocketRoute(ComfyServices services, InfoRoutes info)
{
    public async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await context.TextAsync(
                "No WebSocket UPGRADE hdr: None\n Can \"Upgrade\" only to \"WebSocket\".", StatusCodes.Status400BadRequest);
            return;
        }

        var given = context.Request.Query.FirstOrDefault(pair => pair.Key == "clientId").Value.ToString();
        var clientId = given is { Length: > 0 } ? given : Guid.NewGuid().ToString("N");
        using var webSocket = await context.WebSockets.AcceptWebSocketAsync();
        using var socket = new EventSocket(webSocket, clientId);
        Greet(socket);
        try
        {
            await socket.RunAsync(info.Features, context.RequestAborted);
        }
        finally
        {
            services.Hub.Leave(socket);
        }
    }

    /// <summary>No event is told twice: a client that joins in the middle hears only where its job is.</summary>
    private void Greet(EventSocket socket)
    {
        var execInfo = new { QueueRemaining = services.Engine.Queue.Remaining };
        socket.Send(
            System.Net.WebSockets.WebSocketMessageType.Text,
            EventHub.Encode("status", new { Status = new { ExecInfo = execInfo }, Sid = socket.ClientId }));
        if (services.Engine.NodeOf(socket.ClientId) is { } node)
        {
            socket.Send(System.Net.WebSockets.WebSocketMessageType.Text, EventHub.Encode("executing", new { Node = node }));
        }

        services.Hub.Join(socket);
    }
}
